/* The files in folders, and which of them are pictures. */

export const isHeic = (file) => /\.hei[cf]$/i.test(file.name) || /^image\/hei[cf]/.test(file.type);

export const pictures = (files) => files.filter((file) => isHeic(file) || /\.(jpe?g|png|webp|tiff?)$/i.test(file.name));

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
