"""Files from outside: what is a picture is read, made smaller and stripped; all else is refused in a word."""

from __future__ import annotations

import io
import warnings

import numpy as np
import pytest
from PIL import Image, ImageCms

from group_plgl.errors import UnsafeBytes
from group_plgl.generators.raster import KEPT_SIDE, kind_of, resized, shrunk, uploaded, webp_bytes

from ..brought import HOSTILE, blank_png, encoded, photo, scene


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_of_ours_is_refused_for_the_right_reason(name: str) -> None:
    make, reason = HOSTILE[name]
    with pytest.raises(UnsafeBytes) as caught:
        uploaded(make())
    assert caught.value.text == reason


def test_a_bomb_is_refused_by_its_header_alone() -> None:
    bomb = blank_png(12000, 12000)
    assert len(bomb) < 20_000
    with pytest.raises(UnsafeBytes) as caught:
        uploaded(bomb[:60])  # the pixels are not even there
    assert caught.value.values == {"width": 12000, "height": 12000}


def test_the_librarys_own_limit_is_left_as_it_was() -> None:
    before = Image.MAX_IMAGE_PIXELS
    with pytest.raises(UnsafeBytes):
        uploaded(blank_png(12000, 12000))
    uploaded(photo(1))
    assert before == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_of_the_three_formats_is_read(kind: str) -> None:
    picture = scene(3)[0]
    upload = uploaded(encoded(picture, kind))
    assert (upload.width, upload.height) == picture.size
    assert np.abs(upload.pixels.astype(int) - np.asarray(picture)).mean() < 6


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "CMYK", "I;16"])
def test_every_way_of_storing_colour_becomes_plain_colour(mode: str) -> None:
    grey = Image.fromarray(np.tile(np.arange(0, 256, 4, dtype=np.uint8), (64, 1)))
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    else:
        picture = grey.convert("RGB").convert(mode)
    upload = uploaded(encoded(picture, "JPEG" if mode == "CMYK" else "PNG"))
    assert upload.pixels.shape == (64, 64, 3)
    assert upload.pixels[:, 48:].mean() > upload.pixels[:, :16].mean() + 100


def test_large_pictures_are_made_smaller_and_remember_their_size() -> None:
    upload = uploaded(photo(4, (3000, 2000)))
    assert upload.pixels.shape == (round(KEPT_SIDE * 2 / 3), KEPT_SIDE, 3)
    assert (upload.width, upload.height) == (3000, 2000)


def test_a_picture_is_turned_as_the_camera_was_held() -> None:
    flat = Image.new("RGB", (200, 100), "white")
    flat.paste("black", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned to the left
    upload = uploaded(encoded(flat, quality=95, exif=exif))
    assert (upload.width, upload.height) == (100, 200)
    assert upload.pixels[:90].mean() < 30
    assert upload.pixels[110:].mean() > 225


def test_nothing_of_what_rode_along_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    upload = uploaded(encoded(scene(5)[0], exif=exif, comment=b"taken at home"))
    kept = webp_bytes(upload.pixels)
    assert b"taken at home" not in kept
    opened = Image.open(io.BytesIO(kept))
    assert "exif" not in opened.info
    assert not dict(opened.getexif())


def test_careless_metadata_is_no_reason_to_refuse_a_picture() -> None:
    for careless in ({"exif": b"Exif\0\0nonsense" * 9}, {"icc_profile": b"nonsense" * 60}):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert uploaded(encoded(scene(6)[0], **careless)).pixels.shape == (240, 320, 3)


def test_of_a_cameras_file_with_several_pictures_the_first_counts() -> None:
    first = scene(7)[0]
    upload = uploaded(encoded(first, "MPO", save_all=True, append_images=[scene(8)[0]]))
    assert np.abs(upload.pixels.astype(int) - np.asarray(first)).mean() < 8


def test_colours_of_another_profile_are_brought_to_those_of_the_screen() -> None:
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exchanged = plain.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    red = Image.new("RGB", (64, 64), (220, 30, 40))
    seen = uploaded(encoded(red, "PNG", icc_profile=exchanged)).pixels[0, 0]
    assert seen.tolist() == pytest.approx([40, 30, 220], abs=6)
    assert uploaded(encoded(red, "PNG", icc_profile=plain)).pixels[0, 0].tolist() == [220, 30, 40]


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (80, 60), (255, 0, 0, 0))
    assert (uploaded(encoded(clear, "PNG")).pixels == 255).all()


def test_a_wrong_ending_does_not_matter_only_what_the_file_is() -> None:
    assert kind_of(photo(1)) == "JPEG"
    assert kind_of(b"RIFF\0\0\0\0WEBP") == "WEBP"
    assert kind_of(b"\xef\xbb\xbf <?xml version='1.0'?><svg/>") == "svg"
    assert kind_of(b"\0\0\0\x20ftypavif") == "avif"
    assert kind_of(b"GIF89a") == "gif"
    assert kind_of(b"just words") == "unknown"


def test_shrinking_keeps_the_shape_and_never_makes_larger() -> None:
    pixels = np.asarray(scene(1)[0])
    assert shrunk(pixels, 160).shape == (120, 160, 3)
    assert shrunk(pixels, 5000).shape == pixels.shape
    assert resized(np.full((90, 30, 3), 7, np.uint8), 4, 4).tolist() == np.full((4, 4, 3), 7).tolist()
