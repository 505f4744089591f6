#!/usr/bin/env python3
"""Writes a small database of countries in MaxMind's format:
    write_mmdb.py FILE TYPE [NETWORK=CODE…]        e.g. 192.0.2.0/24=DE 2001:db8::/32=TR
https://maxmind.github.io/MaxMind-DB/ describes the format. Networks must not overlap."""

import ipaddress
import pathlib
import struct
import sys

STRING, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 5, 6, 7, 9, 11
SEPARATOR = bytes(16)
MARKER = b"\xab\xcd\xefMaxMind.com"


def control(kind, size):
    assert size < 29
    return bytes([kind << 5 | size] if kind < 8 else [size, kind - 7])


def number(kind, value):
    digits = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return control(kind, len(digits)) + digits


def encode(value):
    if isinstance(value, str):
        return control(STRING, len(value.encode())) + value.encode()
    if isinstance(value, dict):
        return control(MAP, len(value)) + b"".join(
            encode(key) + encode(of_key) for key, of_key in value.items())
    if isinstance(value, list):
        return control(ARRAY, len(value)) + b"".join(map(encode, value))
    return value  # encoded already


def bits_of(network):
    """The path from the root; IPv4 lies in ::/96."""
    network = ipaddress.ip_network(network)
    shift = 96 if network.version == 4 else 0
    number_of = int(network.network_address)
    return [number_of >> (127 - i) & 1 for i in range(shift + network.prefixlen)]


def database(kind, countries):
    """The bytes of a database; `countries` maps networks to codes."""
    nodes, data = [[None, None]], b""
    for network, code in countries.items():
        *path, last = bits_of(network)
        node = nodes[0]
        for bit in path:
            if node[bit] is None:
                nodes.append([None, None])
                node[bit] = len(nodes) - 1
            node = nodes[node[bit]]
        node[last] = ("data", len(data))
        data += encode({"country": {"iso_code": code}})

    def record(value):
        if isinstance(value, tuple):
            value = len(nodes) + len(SEPARATOR) + value[1]
        return struct.pack(">I", len(nodes) if value is None else value)[1:]

    tree = b"".join(record(left) + record(right) for left, right in nodes)
    about = {
        "node_count": number(UINT32, len(nodes)), "record_size": number(UINT16, 24),
        "ip_version": number(UINT16, 6), "database_type": kind, "languages": [],
        "binary_format_major_version": number(UINT16, 2),
        "binary_format_minor_version": number(UINT16, 0),
        "build_epoch": number(UINT64, 1), "description": {},
    }
    return tree + SEPARATOR + data + MARKER + encode(about)


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_bytes(
        database(sys.argv[2], dict(pair.split("=") for pair in sys.argv[3:])))
