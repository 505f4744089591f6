"""A certificate authority of a test's own, with an intermediate one: a client that trusts its root is
only satisfied by a server that sends the whole chain. By openssl."""

import pathlib
import ssl
import subprocess

AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n"
SERVER = "subjectAltName=IP:127.0.0.1,DNS:localhost\n"


def openssl(*words, at=None):
    """Runs it, at another time if one is given."""
    command = ["faketime", at] if at else []
    subprocess.run([*command, "openssl", *map(str, words)], check=True, capture_output=True,
                   timeout=30)


class Authority:
    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir()
        self.root = self._file("root.pem")
        openssl("req", "-x509", *self._new_key("root"), "-subj", "/CN=The root", "-days", "365",
                "-out", self.root)
        self._sign("middle", "root", AUTHORITY, 1, 365)

    def issue(self, name, serial, days=90, at=None):
        """A server's certificate: the files of chain and key."""
        own = self._sign(name, "middle", SERVER, serial, days, at)
        chain = self._file(f"{name}-chain.pem")
        chain.write_text(own.read_text() + self._file("middle.pem").read_text())
        return chain, self._file(f"{name}-key.pem")

    def trust(self):
        """A client that trusts the root alone."""
        context = ssl.create_default_context(cafile=str(self.root))
        context.set_alpn_protocols(["http/1.1"])
        return context

    def _sign(self, name, by, extensions, serial, days, at=None):
        request, own = self._file(f"{name}.csr"), self._file(f"{name}.pem")
        extra = self._file(f"{name}.ext")
        extra.write_text(extensions)
        openssl("req", *self._new_key(name), "-subj", f"/CN={name}", "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self._file(f"{by}.pem"), "-CAkey",
                self._file(f"{by}-key.pem"), "-set_serial", serial, "-days", days, "-extfile", extra,
                "-out", own, at=at)
        return own

    def _new_key(self, name):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                str(self._file(f"{name}-key.pem"))]

    def _file(self, name):
        return self.directory / name
