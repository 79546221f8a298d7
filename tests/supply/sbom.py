"""`make sbom`: the bill of materials in CycloneDX 1.6: what is installed beside our own code, and what pages load."""

import sys
import tomllib
from importlib import metadata
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tests.supply import locked

CLASSIFIER = "License :: OSI Approved :: "
A_WHOLE_LICENCE = 80  # letters: some packages put all of its text where its name belongs


def bill() -> Bom:
    project = tomllib.loads((locked.vendor.ROOT / "pyproject.toml").read_text())["project"]
    bom = Bom()
    bom.metadata.component = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        description=project["description"],
        licenses=_licenses([project["license"]]),
        bom_ref="mentoring",
    )
    on_servers = {package.name for package in locked.packages(locked.SERVER)}
    bom.components.update(_of_python(one, is_needed=one.name in on_servers) for one in locked.packages(locked.RUN))
    bom.components.update(_of_pages(one) for one in locked.copied())
    bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def text() -> str:
    return str(JsonV1Dot6(bill()).output_as_string(indent=2)) + "\n"


def _of_python(package: locked.Package, *, is_needed: bool) -> Component:
    """What only `make run` and `make demo` bring along is optional."""
    purl = PackageURL("pypi", name=package.name, version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        scope=ComponentScope.REQUIRED if is_needed else ComponentScope.OPTIONAL,
        purl=purl,
        bom_ref=purl.to_string(),
        licenses=_licenses(_licences_of(package)),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.hashes],
    )


def _of_pages(package: locked.Copied) -> Component:
    group, _, name = package.name.rpartition("/")
    purl = PackageURL("npm", namespace=group or None, name=name, version=package.version)
    return Component(
        group=group or None,
        name=name,
        version=package.version,
        scope=ComponentScope.REQUIRED,
        purl=purl,
        bom_ref=purl.to_string(),
        licenses=_licenses([package.licence]),
        components=[_file(path, digest) for path, digest in package.files],
    )


def _file(path: str, digest: str) -> Component:
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest)]
    return Component(name=path, type=ComponentType.FILE, bom_ref=path, hashes=hashes)


def _licences_of(package: locked.Package) -> list[str]:
    """As the installed package says it; nothing where it isn't installed here (one for another system)."""
    try:
        said = metadata.metadata(package.name)
    except metadata.PackageNotFoundError:
        return []
    classified = [one.removeprefix(CLASSIFIER) for one in said.get_all("Classifier", []) if one.startswith(CLASSIFIER)]
    plain = said.get("License-Expression") or (said.get("License") or "").strip()
    return [plain] if 0 < len(plain) < A_WHOLE_LICENCE else classified


def _licenses(said: list[str]) -> list[License]:
    return [LicenseFactory().make_from_string(one) for one in said]


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(text())
    print(f"Written to {target}: {len(bill().components)} packages.")  # noqa: T201
