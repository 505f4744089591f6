"""Where Redis keeps the counts: SCHEMA.md, as much of it as tests look at."""


def partition_of(site, path=""):
    """CRC-32C of site, NUL, path, bit by bit, modulo 256."""
    crc = 0xFFFFFFFF
    for byte in f"{site}\0{path}".encode():
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return (crc ^ 0xFFFFFFFF) % 256


def totals_key(site, path=""):
    """The hash with an article's totals; without a path, the whole site's."""
    return f"rc:{{{partition_of(site, path)}}}:a:{site}{path}"
