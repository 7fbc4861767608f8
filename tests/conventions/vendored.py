"""Front-end files we carry unmodified: what they are, whether they are still themselves, and how to fetch them again.

`static/js/vendor/manifest.json` names each npm package, its version and licence, which of its files go where, and the
SHA-256 of every file. Node is needed only to fetch: `make vendor` compares, `make vendor RENEW=1` writes new figures
after a version in the manifest was changed by hand.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "static/js/vendor/manifest.json"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    take: dict[str, str]


@dataclass(frozen=True)
class Manifest:
    packages: list[Package]
    files: dict[str, str]

    @classmethod
    def read(cls) -> "Manifest":
        found = json.loads(MANIFEST.read_text("utf-8"))
        return cls([Package(**package) for package in found["packages"]], found["files"])

    def folders(self) -> set[Path]:
        return {ROOT / Path(path).parent for path in self.files}

    def differences(self) -> list[str]:
        """One sentence per file that is missing, altered or not accounted for; empty when all is well."""
        wrong = []
        for path, figure in self.files.items():
            if not (ROOT / path).is_file():
                wrong.append(f"{path} is missing")
            elif digest((ROOT / path).read_bytes()) != figure:
                wrong.append(f"{path} is not the published file")
        present = {p for folder in self.folders() if folder.is_dir() for p in folder.iterdir() if p.is_file()}
        known = {ROOT / path for path in self.files} | {MANIFEST}
        return wrong + [f"{path.relative_to(ROOT)} is in no package" for path in sorted(present - known)]


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def contents(package: Package) -> dict[str, bytes]:
    """Fetch one package by name and return {path in this repository: content} of what the manifest takes of it."""
    with TemporaryDirectory() as folder:
        spec = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        taken: dict[str, bytes] = {}
        with tarfile.open(archive) as tar:
            for member in tar:
                inside = member.name.removeprefix("package/")
                for pattern, target in package.take.items():
                    if member.isfile() and fnmatch(inside, pattern):
                        file = tar.extractfile(member)
                        assert file is not None
                        name = target + Path(inside).name if target.endswith("/") else target
                        taken[name] = file.read()
    return taken


def write(files: dict[str, str]) -> None:
    head, _, _ = MANIFEST.read_text("utf-8").partition('  "files":')
    lines = ",\n".join(
        f"    {json.dumps(path)}: {json.dumps(figure)}" for path, figure in sorted(files.items())
    )
    MANIFEST.write_text(f'{head}  "files": {{\n{lines}\n  }}\n}}\n', "utf-8")


def fetch(renew: bool) -> int:
    manifest = Manifest.read()
    arrived = {path: content for package in manifest.packages for path, content in contents(package).items()}
    figures = {path: digest(content) for path, content in arrived.items()}
    if not renew and figures != manifest.files:
        changed = sorted(dict(figures.items() ^ manifest.files.items()))
        print("What was published is not what the manifest says:", *changed, sep="\n  ", file=sys.stderr)
        return 1
    for path, content in arrived.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
    for path in manifest.files.keys() - figures.keys():
        (ROOT / path).unlink(missing_ok=True)
    write(figures)
    print(f"{len(arrived)} files of {len(manifest.packages)} packages are in place.")
    return 0


if __name__ == "__main__":
    sys.exit(fetch(renew="renew" in sys.argv[1:]))
