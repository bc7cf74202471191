// The photographs as one scrolling grid. Only the cards in sight exist; their pictures come from
// Python in chunks when they are scrolled to. The browser owns ticks and place, Python all else.

const GAP = 12, LEAST = 148, TEXT = 92, RATIO = 0.75;
const AHEAD = 2;          // rows drawn above and below what is in sight
const KEPT = 64;          // chunks kept; at 32 photographs each about 25 MB
const PATIENCE = 4000;    // ms until an unanswered question is asked again
const FETCH = 8;          // rows asked for ahead of what is in sight, the way it is scrolled

const grids = new WeakMap();
const places = new Map(); // where each list was left, for whoever comes back to it

class Grid {
  constructor(host) {
    this.host = host;
    this.chunks = new Map();
    this.cards = new Map();
    this.free = [];
    this.before = 0;
    this.down = true;
    this.focused = false;
    this.ticks = new Set();
    this.active = 0;
    this.number = 0;
    this.asked = 0;
    this.closer = null;
    this.token = null;
    host.addEventListener("scroll", () => this.later(), { passive: true });
    host.addEventListener("keydown", (event) => this.key(event));
    host.addEventListener("focus", () => this.focus(true));
    host.addEventListener("blur", () => this.focus(false));
    this.sheet = host.firstElementChild;
    this.sheet.addEventListener("click", (event) => this.click(event));
    this.watch = new ResizeObserver(() => this.lay());
    this.watch.observe(host);
  }

  take(data, send) {
    this.send = send;
    this.data = data;
    if (data.answered === this.number || this.number === 0) {
      this.asked = 0;
      this.ticks = new Set(data.ticks);  // before the first question, which tells them all
    }
    if (data.token !== this.token) {
      this.token = data.token;
      this.chunks.clear();
      this.asked = 0;
      this.active = 0;
      this.lay();
      this.host.scrollTop = places.get(this.token) ?? 0;
    }
    for (const [at, cards] of Object.entries(data.chunks)) this.keep(Number(at), cards);
    this.host.setAttribute("aria-label", data.label);
    this.draw();
    this.want();
  }

  keep(at, cards) {
    this.chunks.delete(at);
    this.chunks.set(at, cards);
    for (const old of this.chunks.keys()) {
      if (this.chunks.size <= KEPT) break;
      this.chunks.delete(old);
    }
  }

  card(index) {
    return this.chunks.get(Math.floor(index / this.data.size))?.[index % this.data.size];
  }

  lay() {
    if (!this.data) return;
    const first = this.columns ? this.first() : 0;
    const wide = this.sheet.clientWidth;
    this.columns = Math.max(1, Math.floor((wide + GAP) / (LEAST + GAP)));
    this.width = (wide - GAP * (this.columns - 1)) / this.columns;
    this.height = Math.round(this.width * RATIO) + TEXT + GAP;
    const rows = Math.ceil(this.data.total / this.columns);
    this.sheet.style.height = `${rows * this.height}px`;
    this.sheet.style.setProperty("--picture", `${Math.round(this.width * RATIO)}px`);
    if (first) this.host.scrollTop = Math.floor(first / this.columns) * this.height;
    for (const [index] of this.cards) this.drop(index);
    this.draw();
    this.want();
  }

  first() { return Math.floor(this.host.scrollTop / this.height) * this.columns; }

  /** Which photographs are in sight, and so many rows above and below. */
  sight(above, below) {
    const top = Math.floor(this.host.scrollTop / this.height) - above;
    const low = Math.ceil((this.host.scrollTop + this.host.clientHeight) / this.height) + below;
    return [
      Math.max(0, top) * this.columns,
      Math.min(this.data.total, Math.max(0, low) * this.columns),
    ];
  }

  later() {
    places.set(this.token, this.host.scrollTop);
    if (!this.frame) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.down = this.host.scrollTop >= this.before;
        this.before = this.host.scrollTop;
        this.draw();
        this.want();
      });
    }
  }

  draw() {
    if (!this.columns) return;
    const [from, to] = this.sight(AHEAD, AHEAD);
    for (const [index] of this.cards) if (index < from || index >= to) this.drop(index);
    for (let index = from; index < to; index += 1) {
      if (!this.cards.has(index)) this.cards.set(index, this.place(index));
      this.fill(this.cards.get(index), index);
    }
    if (this.marked !== this.active) {
      this.host.setAttribute("aria-activedescendant", `card-${this.active}`);
      this.marked = this.active;
    }
  }

  drop(index) {
    const element = this.cards.get(index);
    element.style.display = "none";
    element.removeAttribute("id");
    this.free.push(element);
    this.cards.delete(index);
  }

  place(index) {
    const element = this.free.pop() ?? this.make();
    const x = (index % this.columns) * (this.width + GAP);
    const y = Math.floor(index / this.columns) * this.height;
    element.style.cssText = `width:${this.width}px;transform:translate(${x}px,${y}px)`;
    element.id = `card-${index}`;
    element.dataset.index = index;
    element.shown = undefined;
    element.classList.add("empty");
    element.picture.removeAttribute("src");
    element.setAttribute("aria-posinset", index + 1);
    element.setAttribute("aria-setsize", this.data.total);
    return element;
  }

  make() {
    const element = document.createElement("div");
    element.className = "card";
    element.setAttribute("role", "option");
    element.innerHTML =
      '<div class="frame" title="Look closer"><img alt="" draggable="false"></div>' +
      '<div class="name"><span class="box"></span><span class="id"></span></div>' +
      '<div class="told"></div><div class="more"></div>';
    for (const name of ["id", "told", "more", "name"]) {
      element[`${name}Part`] = element.querySelector(`.${name}`);
    }
    element.picture = element.querySelector("img");
    this.sheet.appendChild(element);
    return element;
  }

  fill(element, index) {
    const card = this.card(index);
    if (element.shown !== card || !card) {
      element.shown = card;
      element.classList.toggle("empty", !card);
      element.idPart.textContent = card?.id ?? "";
      element.toldPart.textContent = card?.told ?? "";
      element.morePart.textContent = card?.more ?? "";
      if (card) {
        element.title = [card.id, card.told, card.more].filter(Boolean).join("\n");
        element.picture.src = `data:image/jpeg;base64,${card.jpeg}`;
      }
    }
    const ticked = card !== undefined && this.ticks.has(card.id);
    const active = this.focused && index === this.active;
    if (element.ticked !== ticked) element.setAttribute("aria-selected", ticked);
    if (element.active !== active) element.classList.toggle("active", active);
    element.ticked = ticked;
    element.active = active;
  }

  focus(has) {
    this.focused = has;
    this.draw();
  }

  /** The chunks in sight that are not there yet; with ``more``, of that many rows ahead, too. */
  missing(more = 0) {
    const behind = Math.min(more, AHEAD);
    const [from, to] = this.down ? this.sight(behind, more) : this.sight(more, behind);
    const { size } = this.data;
    const found = [];
    for (let at = Math.floor(from / size); at * size < to; at += 1) {
      if (!this.chunks.has(at)) found.push(at);
    }
    return found;
  }

  want() {
    if (!this.columns || (this.asked && performance.now() < this.asked + PATIENCE)) return;
    const wanted = this.missing().length ? this.missing() : this.missing(FETCH);
    if (wanted.length) this.ask(wanted);
  }

  ask(chunks) {
    this.number = Math.max(this.number + 1, Date.now());
    this.asked = performance.now();
    clearTimeout(this.again);
    this.again = setTimeout(() => this.want(), PATIENCE + 1);
    this.send("asked", {
      number: this.number,
      dataset: this.data.dataset,
      token: this.token,
      chunks: chunks.slice(0, 6),
      ticks: [...this.ticks],
      closer: this.closer,
    });
  }

  tick(index) {
    const card = this.card(index);
    if (!card) return;
    if (!this.ticks.delete(card.id)) this.ticks.add(card.id);
    this.draw();
    this.ask(this.missing());
  }

  look(index) {
    const card = this.card(index);
    if (!card) return;
    this.closer = [Date.now(), card.id];
    this.ask(this.missing());
  }

  click(event) {
    const element = event.target.closest(".card");
    if (!element) return;
    const index = Number(element.dataset.index);
    this.active = index;
    if (event.target.closest(".frame")) this.look(index);
    else if (event.target.closest(".name")) this.tick(index);
    this.draw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.host.clientHeight / this.height)) * this.columns;
    const last = this.data.total - 1;
    const to = {
      ArrowRight: this.active + 1,
      ArrowLeft: this.active - 1,
      ArrowDown: this.active + this.columns,
      ArrowUp: this.active - this.columns,
      PageDown: this.active + page,
      PageUp: this.active - page,
      Home: 0,
      End: last,
    }[event.key];
    if (event.key !== "Tab") event.stopPropagation(); // Streamlit's own keys
    if (to !== undefined) this.move(Math.min(last, Math.max(0, to)));
    else if (event.key === " ") this.tick(this.active);
    else if (event.key === "Enter") this.look(this.active);
    else return;
    event.preventDefault();
  }

  move(index) {
    this.active = index;
    const top = Math.floor(index / this.columns) * this.height;
    const low = top + this.height - this.host.clientHeight;
    this.host.scrollTop = Math.min(top, Math.max(low, this.host.scrollTop));
    this.draw();
  }

  end() {
    this.watch.disconnect();
    clearTimeout(this.again);
  }
}

export default function gallery({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".grid");
  if (!grids.has(host)) grids.set(host, new Grid(host));
  const grid = grids.get(host);
  grid.take(data, setStateValue);
  return () => {
    if (!host.isConnected) grid.end();
  };
}
