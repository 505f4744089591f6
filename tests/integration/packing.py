"""The Debian package of what is built."""

import subprocess

from daemon import BUILD, clean_environment


def run(*words):
    """What a command says; it must succeed."""
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False,
                          env=clean_environment())
    assert done.returncode == 0, f"{words}\n{done.stdout}{done.stderr}"
    return done.stdout


def pack(directory, release="1"):
    run("cpack", "--config", str(BUILD / "CPackConfig.cmake"), "-B", str(directory),
        "-D", f"CPACK_DEBIAN_PACKAGE_RELEASE={release}")
    return next(directory.glob("*.deb"))
