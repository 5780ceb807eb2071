/* The files in folders, which of them are pictures, and the conversion of those that only the browser can read. */

const { gettext } = window;

export const isHeic = (file) => /\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type);

export const pictures = (files) => files.filter((file) => isHeic(file) || /\.(jpe?g|png|webp|tiff?)$/i.test(file.name));

/* A JPEG of a HEIC photo. Rejects with an Error for people; `passes` is true if it may work later. */
export async function jpegOf(file) {
  const { jpegFrom } = await import("./heic.js").catch(() => {
    throw Object.assign(new Error(gettext("Check your connection and try again.")), { passes: true });
  });
  return jpegFrom(file);
}

/* All files in a dropped folder and its subfolders, without hidden ones, which systems add by themselves. */
export async function filesIn(entry) {
  if (entry.isFile) {
    if (entry.name.startsWith(".")) return [];
    return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // readEntries returns a part of the entries; an empty part is the end.
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return found;
    found.push(...(await Promise.all(part.map(filesIn))).flat());
  }
}
