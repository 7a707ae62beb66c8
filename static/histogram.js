// Histograms as small drawings. Bars keep their places and glide to new heights; the scale grows in
// steps and rarely, so that nothing jumps while somebody labels.

const NS = "http://www.w3.org/2000/svg";
const GAP = 1;
const FEW = 20; // below it every answer is a dot of its own
const STEPS = [1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 800, 1200, 2000, 5000, 10000];

class Drawing {
  constructor(svg, bars) {
    this.svg = svg;
    this.bars = bars;
    this.top = 0;
    new ResizeObserver(() => this.numbers && this.paint()).observe(svg);
  }

  show(numbers) {
    this.numbers = numbers;
    this.paint();
  }

  measured() {
    const { clientWidth: wide, clientHeight: high } = this.svg;
    this.svg.setAttribute("viewBox", `0 0 ${wide || 1} ${high || 1}`);
    return { wide: wide || 1, high: high || 1 };
  }

  // The scale's end: the step above the highest bar; it shrinks only when bars are much lower.
  scaled(highest, least) {
    const step = STEPS.find((one) => one >= Math.max(highest, least)) ?? highest;
    if (step > this.top || step < this.top / 2) this.top = step;
    return this.top;
  }

  row(name) {
    this.rows ??= {};
    this.rows[name] ??= Array.from({ length: this.bars }, () => {
      const bar = document.createElementNS(NS, "rect");
      bar.setAttribute("class", `column column-${name}`);
      return this.svg.appendChild(bar);
    });
    return this.rows[name];
  }
}

// Every picture by its foretold chance: those that are left, and on top of them those that were
// asked about. Bars inside the band stand out.
export class FolderHistogram extends Drawing {
  constructor(svg) {
    super(svg, 50);
    this.band = [0, 1];
  }

  within(low, high) {
    this.band = [low, high];
    if (this.numbers) this.paint();
  }

  paint() {
    const { everything, left } = this.numbers;
    const { wide, high } = this.measured();
    const [all, rest] = [together(everything, this.bars), together(left, this.bars)];
    const top = this.scaled(Math.max(...all), 3);
    const step = wide / this.bars;
    for (let i = 0; i < this.bars; i++) {
      const inside = (i + 0.5) / this.bars > this.band[0] && (i + 0.5) / this.bars < this.band[1];
      const [lower, upper] = [(rest[i] / top) * high, (all[i] / top) * high];
      place(this.row("left")[i], i * step, high - lower, step - GAP, lower, inside);
      place(this.row("asked")[i], i * step, high - upper, step - GAP, Math.max(0, upper - lower), inside);
    }
  }
}

// Answers by foretold chance: liked ones upwards, the others downwards.
export class SidedHistogram extends Drawing {
  constructor(svg) {
    super(svg, 20);
  }

  paint() {
    const { positive, negative, n } = this.numbers;
    const { wide, high } = this.measured();
    const step = wide / this.bars;
    const top = this.scaled(Math.max(...positive, ...negative), 3);
    const unit = (high / 2 - 3) / top;
    this.svg.dataset.few = String(n < FEW);
    this.axis(wide, high / 2);
    for (const [name, counts, up] of [["positive", positive, true], ["negative", negative, false]]) {
      this.row(name).forEach((bar, i) => {
        const tall = n < FEW ? 0 : counts[i] * unit;
        place(bar, i * step, up ? high / 2 - 1 - tall : high / 2 + 1, step - GAP, tall);
      });
      this.dots(name, n < FEW ? counts : counts.map(() => 0), step, high, unit, up);
    }
  }

  axis(wide, middle) {
    this.line ??= this.svg.appendChild(document.createElementNS(NS, "line"));
    this.line.setAttribute("class", "axis");
    for (const [name, value] of Object.entries({ x1: 0, x2: wide, y1: middle, y2: middle })) this.line.setAttribute(name, value);
  }

  dots(name, counts, step, high, unit, up) {
    this.groups ??= {};
    const group = (this.groups[name] ??= this.svg.appendChild(document.createElementNS(NS, "g")));
    group.setAttribute("class", `dots column-${name}`);
    const size = Math.max(1.5, Math.min(step - GAP, unit - GAP, 9) / 2);
    const places = counts.flatMap((count, i) => Array.from({ length: count }, (_, k) => [(i + 0.5) * step, high / 2 + (up ? -1 : 1) * (3 + (k + 0.5) * (2 * size + 1))]));
    while (group.childElementCount > places.length) group.lastChild.remove();
    while (group.childElementCount < places.length) group.append(document.createElementNS(NS, "circle"));
    places.forEach(([x, y], i) => {
      group.children[i].setAttribute("cx", x.toFixed(1));
      group.children[i].setAttribute("cy", y.toFixed(1));
      group.children[i].setAttribute("r", size.toFixed(1));
    });
  }
}

// How two shares moved from one taste to the next: `rows` of { share, auc }, null where not known.
export function drawTrials(svg, rows) {
  svg.replaceChildren();
  const known = rows.filter((row) => row.share !== null);
  svg.append(drawn("line", { class: "even", x1: 0, x2: 120, y1: height(0.5), y2: height(0.5) }));
  for (const name of ["auc", "share"]) {
    const points = known.map((row, i) => [known.length > 1 ? 3 + (114 * i) / (known.length - 1) : 117, row[name] === null ? null : height(row[name])]).filter(([, y]) => y !== null);
    if (!points.length) continue;
    svg.append(drawn("polyline", { class: name, points: points.map((point) => point.map((one) => one.toFixed(1)).join()).join(" ") }));
    const [x, y] = points.at(-1);
    svg.append(drawn("circle", { class: name, cx: x, cy: y, r: 3 }));
  }
}

// A share as a height of the line: what matters lies between chance and all.
function height(share) {
  return 38 - (36 * (Math.max(0.4, share) - 0.4)) / 0.6;
}

function drawn(name, values) {
  const one = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(values)) one.setAttribute(key, value);
  return one;
}

// Fine bins as fewer, wider ones.
export function together(bins, count) {
  const each = bins.length / count;
  return Array.from({ length: count }, (_, i) => bins.slice(i * each, (i + 1) * each).reduce((sum, one) => sum + Math.max(0, one), 0));
}

function place(bar, x, y, width, height, inside = false) {
  const values = { x, y, width: Math.max(0.5, width), height };
  for (const [name, value] of Object.entries(values)) bar.setAttribute(name, value.toFixed(2));
  bar.classList.toggle("inside", inside);
}
