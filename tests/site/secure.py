"""The site over HTTPS, under names that are no loopback to a browser, and a browser that knows it:
the throw-away CA and the names hold for the browser that a test starts, and for nothing else."""

import base64
import hashlib
import shlex
from datetime import UTC, datetime
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate

from tests.site.server import Site

PORTAL, ADS = "portal.test", "ads.test"
LAY = """for one in "$@"; do
    case "$one" in --user-data-dir=*) cp -r {folder}/. "${{one#*=}}/";; esac
done
"""
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 12, 31, tzinfo=UTC)


class Secure:
    """HTTPS for a running site: at `port` with a certificate that `browser` takes, at `expired` and
    `strange` with one that is out of date, and one of another name."""

    def __init__(self, site: Site) -> None:
        authority = trustme.CA()
        good = authority.issue_cert(PORTAL, ADS)
        first, last = LONG_AGO
        old = authority.issue_cert(PORTAL, ADS, not_before=first, not_after=last)
        self._known = _fingerprint(good)
        self._site = site
        self.port = site.serve_over_tls(good)
        self.expired = site.serve_over_tls(old)
        self.strange = site.serve_over_tls(authority.issue_cert("elsewhere.test"))

    @property
    def words(self) -> dict[str, str]:
        """What stands for an origin in a label: `https`, `https_ads` (another site), `upgraded` (an
        address by HTTP whose server also answers over HTTPS), `plain` (one whose server does not),
        `ads` (that, of another site), `expired`, `strange`."""
        return {
            "https": f"https://{PORTAL}:{self.port}",
            "https_ads": f"https://{ADS}:{self.port}",
            "upgraded": f"http://{PORTAL}:{self.port}",
            "plain": f"http://{PORTAL}:{self._site.port}",
            "ads": f"http://{ADS}:{self._site.port}",
            "expired": f"https://{PORTAL}:{self.expired}",
            "strange": f"https://{PORTAL}:{self.strange}",
        }

    def browser(self, chromium: Path, folder: Path, laid: Path | None = None) -> Path:
        """A program that starts this Chromium, which finds the names here and takes the one
        certificate. `laid` is a folder whose contents are laid into each new profile."""
        given = (
            "--host-resolver-rules=MAP *.test 127.0.0.1",
            f"--ignore-certificate-errors-spki-list={self._known}",
        )
        program = folder / "chromium"
        lay = LAY.format(folder=shlex.quote(str(laid))) if laid else ""
        line = shlex.join(["exec", str(chromium), *given])
        program.write_text(f'#!/bin/sh\n{lay}{line} "$@"\n')
        program.chmod(0o755)
        return program


def _fingerprint(certificate: trustme.LeafCert) -> str:
    """Of its public key, as Chromium is told it."""
    read = load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes())
    key = read.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()
