/* The correction of a garment's mask: the mask with its history. It knows nothing of the page.

   Some changes wait for the server, such as clicks. All are made one after another, in the order in which they were
   asked for: each changes the mask that the one before it has left, and none is lost. */

const MAX_HISTORY = 40; // changes that can be undone

export class Correction {
  points = []; // the clicks so far, as the server expects them: [x, y, adds]
  level = null; // what the first click selected; null once the mask has been corrected
  #state = "open"; // or "saving", while no changes are accepted; "ended" once it is no longer on the page
  #past = [];
  #future = [];
  #waiting = 0; // changes that were asked for and are not made yet
  #last = Promise.resolve(); // the one of them that was asked for last

  /* garment: its addresses, see `begin` in mask_editor.js; null for a new one. whole: the mask of a garment of which a
     part is split off, else null. */
  constructor(name, garment, mask, whole = null) {
    Object.assign(this, { name, garment, mask, whole });
  }

  get defaultLevel() { return this.whole ? "part" : "garment"; }
  get firstAddingClick() { return this.points.find(([, , adds]) => adds); }

  get isOpen() { return this.#state === "open"; }
  get isSaving() { return this.#state === "saving"; }
  get hasEnded() { return this.#state === "ended"; }
  get hasChanges() { return this.#past.length > 0 || this.#waiting > 0; }

  /* Change the mask. make: called with the correction; returns what is new, { mask, points, level }, or a promise of
     it, or null. Resolves to whether the mask was changed. */
  change(make) {
    return this.#inOrder(async () => {
      const next = await make(this);
      if (!next || this.hasEnded) return false;
      this.#past.push(this.#snapshot());
      if (this.#past.length > MAX_HISTORY) this.#past.shift();
      this.#future = [];
      Object.assign(this, next);
      return true;
    });
  }

  undo() { return this.#inOrder(() => this.#restore(this.#past, this.#future)); }
  redo() { return this.#inOrder(() => this.#restore(this.#future, this.#past)); }

  /* Call `store` once the changes that were asked for are made; not if the last of them fails. Resolves to the answer
     of `store`. */
  async save(store) {
    this.#state = "saving";
    try {
      if (this.#waiting) await this.#last;
      return await store(this);
    } finally {
      this.#state = "open";
    }
  }

  end() { this.#state = "ended"; }

  #inOrder(make) {
    if (!this.isOpen) return Promise.resolve(false);
    this.#waiting += 1;
    const before = this.#last.catch(() => {}); // whoever asked for that change says that it failed
    this.#last = before.then(() => !this.hasEnded && make()).finally(() => { this.#waiting -= 1; });
    return this.#last;
  }

  #snapshot() {
    const { mask, points, level } = this;
    return { mask, points, level };
  }

  #restore(from, to) {
    if (!from.length) return false;
    to.push(this.#snapshot());
    Object.assign(this, from.pop());
    return true;
  }
}
