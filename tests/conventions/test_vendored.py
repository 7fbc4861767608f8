"""What we carry of other people's work is what they published, with its licence beside it."""

from tests.conventions.vendored import ROOT, Manifest


def test_every_carried_file_is_the_published_one() -> None:
    manifest = Manifest.read()
    assert len(manifest.files) > 200
    assert manifest.differences() == []


def test_an_altered_or_stray_file_would_be_noticed() -> None:
    manifest = Manifest.read()
    first, second, *_ = manifest.files
    altered = Manifest(manifest.packages, {**manifest.files, first: "0" * 64})
    assert altered.differences() == [f"{first} is not the published file"]
    without = {path: figure for path, figure in manifest.files.items() if path != second}
    assert Manifest(manifest.packages, without).differences() == [f"{second} is in no package"]


def test_every_package_has_its_licence_text_beside_it() -> None:
    for package in Manifest.read().packages:
        texts = [ROOT / target for source, target in package.take.items() if "LICENSE" in source]
        assert texts, package.name
        assert all(text.stat().st_size > 500 for text in texts), package.name
