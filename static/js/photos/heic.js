/* Converts HEIC photos to JPEG with the package heic-to, which is loaded only when this module is. Its decoder runs in
   a worker and drops the color profile, so the profile is copied: phones take photos in Display P3, not in sRGB. */

import { heicTo } from "../../vendor/heic-to.js";

const { gettext } = window;
const QUALITY = 0.95; // of the JPEG, as of our own results
const codes = (text) => [...text].map((letter) => letter.charCodeAt(0));
const PROFILE_BOX = codes("colrprof"); // in a HEIC file; an ICC profile follows (ISO 14496-12)
// A JPEG has the profile in a segment (ICC.1:2010, annex B.4): marker, size, name, and that it is the first of one.
const MARKER = [0xff, 0xe2];
const SEGMENT_NAME = [...codes("ICC_PROFILE\0"), 1, 1];
const MOST_BYTES = 65535 - 2 - SEGMENT_NAME.length; // of a profile in one segment; those of phones have about 550
const START_OF_SCAN = 0xda; // the marker after which a JPEG has pixels

/* Returns a JPEG file. Rejects with an Error for people if the photo cannot be read. */
export async function jpegFrom(file) {
  let jpeg;
  try {
    jpeg = await heicTo({ blob: file, type: "image/jpeg", quality: QUALITY });
  } catch {
    throw new Error(gettext("This HEIC photo could not be read. Export it as a JPEG and upload that."));
  }
  const profile = colorProfile(new Uint8Array(await file.arrayBuffer()));
  const parts = profile ? withProfile(new Uint8Array(await jpeg.arrayBuffer()), profile) : [jpeg];
  return new File(parts, file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" });
}

/* The bytes of the first ICC profile in a HEIC file; null if there is none, or it is too large for one segment. */
function colorProfile(bytes) {
  for (let at = bytes.indexOf(PROFILE_BOX[0], 4); at >= 0; at = bytes.indexOf(PROFILE_BOX[0], at + 1)) {
    if (!PROFILE_BOX.every((byte, offset) => bytes[at + offset] === byte)) continue;
    const start = at - 4; // a box begins with its size, in which the size and the two words count
    const size = new DataView(bytes.buffer, start, 4).getUint32(0);
    const profile = bytes.slice(at + PROFILE_BOX.length, start + size);
    return profile.length <= MOST_BYTES ? profile : null;
  }
  return null;
}

/* The parts of a JPEG with this profile, in place of the one that the browser has written. */
function withProfile(jpeg, profile) {
  const size = 2 + SEGMENT_NAME.length + profile.length;
  const parts = [jpeg.slice(0, 2), new Uint8Array([...MARKER, size >> 8, size & 0xff, ...SEGMENT_NAME]), profile];
  let at = 2;
  while (jpeg[at + 1] !== START_OF_SCAN) {
    const end = at + 2 + new DataView(jpeg.buffer, at + 2, 2).getUint16(0);
    if (jpeg[at + 1] !== MARKER[1]) parts.push(jpeg.slice(at, end));
    at = end;
  }
  return [...parts, jpeg.slice(at)];
}
