"""A certificate authority of our own, and a certificate that it has signed for 127.0.0.1."""

import ipaddress
import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey
# OpenSSL has the machine's clock, whatever day it is in a test.
SINCE, UNTIL = datetime(2000, 1, 1), datetime(2100, 1, 1)
HERE = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])


class Authority:
    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "ca.pem"
        self.key, self.name = ec.generate_private_key(ec.SECP256R1()), _name("Authority of the tests")
        signs = x509.BasicConstraints(ca=True, path_length=None)
        self.file.write_bytes(self._signed(self.name, self.key, signs, _usage(signs=True)))

    def server(self) -> ssl.SSLContext:
        """What a server at 127.0.0.1 shows."""
        key, file = ec.generate_private_key(ec.SECP256R1()), self.folder / "server.pem"
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        none = x509.BasicConstraints(ca=False, path_length=None)
        file.write_bytes(secret + self._signed(_name("127.0.0.1"), key, none, _usage(signs=False), HERE))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _signed(self, name: x509.Name, key: Key, *extensions: x509.ExtensionType) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(SINCE)
            .not_valid_after(UNTIL)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=extension is not HERE)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs: bool) -> x509.KeyUsage:
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only")
    unused = dict.fromkeys((*others, "decipher_only"), False)
    return x509.KeyUsage(digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, **unused)
