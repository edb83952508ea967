"use strict";
// The page of a sweep: tables that sort and filter, and curves, from the JSON in #data. No value of the
// data becomes HTML: each is text.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);

function make(name, keys = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(keys)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...inside.filter((part) => part !== null && part !== undefined));
  return element;
}

function number(value) {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value.toLocaleString("en-US");
  return size >= 1000
    ? Math.round(value).toLocaleString("en-US")
    : Number(value.toPrecision(4)).toString();
}

// ---- the colour scheme ---------------------------------------------------------------------------

const themes = ["auto", "light", "dark"];
function showTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").textContent = `Colours: ${theme}`;
  byId("theme").dataset.now = theme;
}
byId("theme").addEventListener("click", () => {
  const now = byId("theme").dataset.now;
  showTheme(themes[(themes.indexOf(now) + 1) % themes.length]);
});
showTheme("auto");

// ---- parts of the page ---------------------------------------------------------------------------

function part(id, title, note) {
  const section = make("section", { id, "aria-labelledby": `${id}-h` }, make("h2", { id: `${id}-h` }, title));
  if (note) section.append(make("p", { class: "note" }, note));
  byId("main").append(section);
  byId("nav").append(make("a", { href: `#${id}` }, title));
  return section;
}

// ---- tables --------------------------------------------------------------------------------------

// A column: title, value(row) to sort and filter by, show(row) for the cell, number: true to align right,
// aux: true to leave out on a phone.
// Options: id, what (how rows are called), first (index of the first sort), select: indices of columns
// that get a list of their values, detail(row): what opens below a row, rowId(row).
const PAGE = 200;

class Table {
  constructor(section, columns, rows, options) {
    Object.assign(this, { columns, rows, options, shown: PAGE, sort: null, down: false, picked: {} });
    this.text = rows.map((row) => columns.map((c) => String(c.value(row) ?? "")).join(" ").toLowerCase());
    this.count = make("span", { class: "count", role: "status" });
    this.input = make("input", { type: "search", id: `${options.id}-filter`, autocomplete: "off",
      placeholder: "words to look for",
      oninput: () => { this.shown = PAGE; this.draw(); } });
    this.tools = make("div", { class: "tools" }, make("label", {}, "Filter", this.input));
    for (const index of options.select ?? []) this.addSelect(index);
    this.tools.append(this.count);
    this.heads = columns.map((column, index) => this.head(column, index));
    const head = make("tr", {}, ...this.heads);
    if (options.detail) head.append(make("th", { class: "act", scope: "col" }, make("span", { class: "skip" }, "Runs")));
    this.body = make("tbody");
    const table = make("table", { id: `${options.id}-table` }, make("thead", {}, head), this.body);
    this.more = make("button", { type: "button", class: "more",
      onclick: () => { this.shown += PAGE * 5; this.draw(); } });
    section.append(this.tools, make("div", { class: "scroll", tabindex: "0", role: "region",
      "aria-label": `${options.what}, a table` }, table), this.more);
    this.draw();
  }
  addSelect(index) {
    const column = this.columns[index];
    const values = [...new Set(this.rows.map((row) => String(column.value(row) ?? "")))];
    if (values.length < 2 || values.length > 60) return;
    const select = make("select", { onchange: () => { this.picked[index] = select.value; this.shown = PAGE; this.draw(); } },
      make("option", { value: "" }, "all"), ...values.map((value) => make("option", { value: `=${value}` }, value || "(none)")));
    this.tools.append(make("label", {}, column.title, select));
  }
  head(column, index) {
    const button = make("button", { type: "button", onclick: () => {
      this.down = this.sort === index ? !this.down : false;
      this.sort = index;
      this.draw();
    } }, column.title);
    return make("th", { scope: "col", class: [column.number ? "number" : "", column.aux ? "aux" : ""].join(" ").trim() || null, "aria-sort": "none" }, button);
  }
  wanted() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const picked = Object.entries(this.picked).filter(([, value]) => value);
    const indices = this.rows.map((_, index) => index).filter((index) =>
      words.every((word) => this.text[index].includes(word)) &&
      picked.every(([column, value]) => `=${this.columns[column].value(this.rows[index]) ?? ""}` === value));
    if (this.sort === null) return indices;
    const value = this.columns[this.sort].value;
    const compare = (a, b) => {
      const x = value(this.rows[a]), y = value(this.rows[b]);
      if (x === null || y === null || x === undefined || y === undefined) return (x ?? null) === (y ?? null) ? 0 : (x ?? null) === null ? 1 : -1;
      const order = typeof x === "number" && typeof y === "number" ? x - y
        : String(x).localeCompare(String(y), "en", { numeric: true });
      return this.down ? -order : order;
    };
    return indices.sort((a, b) => compare(a, b) || a - b);
  }
  draw() {
    const wanted = this.wanted();
    const now = wanted.slice(0, this.shown);
    this.body.replaceChildren(...now.map((index) => this.row(this.rows[index])));
    this.count.textContent = `${wanted.length} of ${this.rows.length} ${this.options.what}`;
    this.more.hidden = now.length === wanted.length;
    this.more.textContent = `Show more (${wanted.length - now.length} left)`;
    this.heads.forEach((head, index) => head.setAttribute("aria-sort",
      this.sort !== index ? "none" : this.down ? "descending" : "ascending"));
  }
  row(row) {
    const cells = this.columns.map((column) => make("td",
      { class: [column.number ? "number" : "", column.aux ? "aux" : "", column.kind?.(row) ?? ""].join(" ").trim() || null },
      ...[column.show ? column.show(row) : String(column.value(row) ?? "")].flat()));
    const line = make("tr", { id: this.options.rowId?.(row) }, ...cells);
    if (this.options.detail) {
      const button = make("button", { type: "button", "aria-expanded": "false", onclick: () => {
        const open = button.getAttribute("aria-expanded") === "true";
        button.setAttribute("aria-expanded", String(!open));
        button.textContent = open ? "+" : "−";
        if (open) line.nextSibling.remove();
        else line.after(make("tr", { class: "detail" }, make("td", { colspan: cells.length + 1 }, this.options.detail(row))));
      } }, "+");
      button.setAttribute("aria-label", this.options.detailLabel);
      line.append(make("td", { class: "act" }, button));
    }
    return line;
  }
  filter(text) {
    this.input.value = text;
    this.shown = PAGE;
    for (const select of this.tools.querySelectorAll("select")) select.value = "";
    this.picked = {};
    this.draw();
  }
}

// ---- the runs, to which every figure leads --------------------------------------------------------

const tables = {};
function runLink(id, text) {
  const run = data.runs[id];
  if (!run) return document.createTextNode(text);
  return make("a", { href: `#run-${id}`, onclick: (event) => {
    event.preventDefault();
    showRuns(id);
  } }, text);
}
function showRuns(text) {
  tables.runs.filter(text);
  const first = tables.runs.body.querySelector("tr");
  byId("runs").scrollIntoView();
  if (first && tables.runs.body.children.length === 1) first.querySelector("button").click();
  tables.runs.input.focus({ preventScroll: true });
}
function valuesWithRuns(values, runs, unit) {
  return make("div", { class: "runs" }, ...values.map((value, index) =>
    make("span", {}, `${number(value)} ${unit} `, runs[index] ? runLink(runs[index], data.runs[runs[index]].name.split(" ").pop()) : "")));
}

// ---- charts --------------------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";
function draw(name, keys, ...inside) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(keys)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
}
const DASHES = ["", "7 3", "2 3", "9 3 2 3"];
function markPath(shape, x, y, r) {
  if (shape % 4 === 1) return `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
  if (shape % 4 === 2) return `M${x} ${y - r * 1.3}l${r * 1.3} ${r * 2.3}h${-2.6 * r}z`;
  if (shape % 4 === 3) return `M${x} ${y - r * 1.35}l${r * 1.35} ${r * 1.35}l${-r * 1.35} ${r * 1.35}l${-r * 1.35} ${-r * 1.35}z`;
  return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}
function niceTicks(most, count = 5) {
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const ticks = [];
  for (let tick = 0; tick <= most * 1.0001; tick += step) ticks.push(tick);
  return ticks;
}

// series: [{name, points: [{cpus, values, runs}]}]. options: title, y (its label), unit, ideal(cpus).
class Chart {
  constructor(parent, series, options) {
    Object.assign(this, { series, options, hidden: new Set() });
    this.svg = draw("svg", { class: "chart", role: "group" });
    this.legend = make("div", { class: "legend" });
    this.readout = make("p", { class: "readout", role: "status" }, "");
    this.box = make("figure", { class: "card" }, make("h3", {}, options.title), this.svg, this.legend, this.readout);
    parent.append(this.box);
    this.drawLegend();
    this.paint();
    matchMedia("(max-width: 44rem)").addEventListener("change", () => this.paint());
  }
  drawLegend() {
    this.legend.replaceChildren(...this.series.map((one, index) => {
      const sample = draw("svg", { width: 30, height: 12, class: `chart s${index % 8}`, style: "width:30px" },
        draw("g", { class: "series" },
          draw("path", { class: "line", d: "M0 6h30", "stroke-dasharray": DASHES[Math.floor(index / 8) % 4] }),
          draw("path", { class: "point", d: markPath(index, 15, 6, 4) })));
      const button = make("button", { type: "button", "aria-pressed": "true", onclick: () => {
        if (!this.hidden.delete(index)) this.hidden.add(index);
        button.setAttribute("aria-pressed", String(!this.hidden.has(index)));
        this.paint();
      } }, sample, one.name);
      return button;
    }));
  }
  paint() {
    const small = matchMedia("(max-width: 44rem)").matches;
    const width = small ? 420 : 600, height = small ? 330 : 340;
    const left = 62, right = 14, top = 10, bottom = 44;
    const visible = this.series.map((one, index) => ({ ...one, index })).filter((one) => !this.hidden.has(one.index));
    const points = visible.flatMap((one) => one.points);
    const cores = [...new Set(this.series.flatMap((one) => one.points.map((point) => point.cpus)))].sort((a, b) => a - b);
    const first = cores[0], last = cores[cores.length - 1];
    const log = last > 8;
    const scale = (value) => (log ? Math.log2(value) : value);
    const span = scale(last) - scale(first) || 1;
    const x = (value) => left + 14 + ((scale(value) - scale(first)) / span) * (width - left - right - 28);
    const ideal = this.options.ideal;
    const most = Math.max(1e-9, ...points.flatMap((point) => point.values), ideal && last <= 16 ? ideal(last) : 0) * 1.05;
    const y = (value) => height - bottom - (value / most) * (height - top - bottom);
    const parts = [draw("title", {}, this.options.title)];
    for (const tick of niceTicks(most)) {
      parts.push(draw("line", { class: "grid", x1: left, x2: width - right, y1: y(tick), y2: y(tick) }));
      parts.push(draw("text", { x: left - 8, y: y(tick) + 4, "text-anchor": "end" }, short(tick)));
    }
    let lastLabel = -99;
    for (const core of cores) {
      if (x(core) - lastLabel < 24) continue;
      lastLabel = x(core);
      parts.push(draw("text", { x: x(core), y: height - bottom + 20, "text-anchor": "middle" }, String(core)));
    }
    parts.push(draw("text", { x: (left + width) / 2, y: height - 6, "text-anchor": "middle" }, "cores of the guest"));
    parts.push(draw("text", { x: 14, y: (height - bottom) / 2, "text-anchor": "middle",
      transform: `rotate(-90 14 ${(height - bottom) / 2})` }, this.options.y));
    if (ideal) {
      const steps = Array.from({ length: 41 }, (_, step) => log ? first * (last / first) ** (step / 40) : first + (last - first) * step / 40)
        .filter((core) => ideal(core) <= most);
      parts.push(draw("path", { class: "ideal", d: path(steps.map((core) => [x(core), y(ideal(core))])) }));
    }
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("aria-label", `${this.options.title}: ${visible.map((one) => one.name).join(", ")}`);
    visible.forEach((one, order) => parts.push(this.paintSeries(one, x, y, (order - (visible.length - 1) / 2) * 3)));
    this.svg.replaceChildren(...parts);
  }
  paintSeries(one, x, y, aside) {
    const group = draw("g", { class: `series s${one.index % 8}` });
    const places = one.points.map((point) => ({ point, middle: median(point.values), at: x(point.cpus) + aside }));
    group.append(draw("path", { class: "line", "stroke-dasharray": DASHES[Math.floor(one.index / 8) % 4],
      d: path(places.map(({ at, middle }) => [at, y(middle)])) }));
    for (const { point, middle, at } of places) {
      const low = Math.min(...point.values), high = Math.max(...point.values);
      if (high > low) group.append(draw("path", { class: "spread",
        d: `M${at} ${y(low)}V${y(high)}M${at - 4} ${y(low)}h8M${at - 4} ${y(high)}h8` }));
      const text = `${one.name}, ${point.cpus} core${point.cpus === 1 ? "" : "s"}: ${number(middle)} ${this.options.unit}` +
        (high > low ? `, ${number(low)} to ${number(high)} in ${point.values.length} runs` : "");
      const mark = draw("path", { class: "point", d: markPath(one.index, at, y(middle), 4.5), tabindex: "0", role: "button",
        "aria-label": text, "data-value": middle, "data-cpus": point.cpus }, draw("title", {}, text));
      const tell = () => { this.readout.replaceChildren(`${text} `, ...point.runs.flatMap((run, i) =>
        data.runs[run] ? [i ? ", " : "— ", runLink(run, data.runs[run].name.split(" ").pop())] : [])); };
      mark.addEventListener("focus", tell);
      mark.addEventListener("mouseenter", tell);
      mark.addEventListener("click", tell);
      mark.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && data.runs[point.runs[0]]) showRuns(data.runs[point.runs[0]].label);
      });
      group.append(mark);
    }
    return group;
  }
}
function path(places) {
  return places.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
function median(values) {
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
function short(value) {
  for (const [size, letter] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]]) {
    if (value >= size) return `${Number((value / size).toPrecision(3))} ${letter}`;
  }
  return String(Number(value.toPrecision(3)));
}

// ---- what is shown -------------------------------------------------------------------------------

function showHead() {
  byId("title").textContent = data.title;
  for (const [name, value] of data.facts) byId("facts").append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
}

function axisColumns(place) {
  return data.axes.map((axis) => ({ title: axis, value: (row) => {
    const value = place(row)[axis] ?? "";
    return /^[0-9]+$/.test(value) ? Number(value) : value;
  }, number: data.numeric.includes(axis) }));
}

function spreadOf(row) {
  if (row.least === row.most) return "";
  return `${number(row.least)} – ${number(row.most)}`;
}

function showFigures() {
  const section = part("overview", "Figures", "The median of the runs of each combination. + shows each run's value.");
  const columns = [
    { title: "program", value: (row) => row.app },
    ...axisColumns((row) => row.inputs),
    { title: "figure", value: (row) => row.figure },
    { title: "median", number: true, value: (row) => row.median, show: (row) => number(row.median) },
    { title: "unit", value: (row) => row.unit },
    { title: "least – greatest", number: true, aux: true, value: (row) => row.most - row.least, show: spreadOf },
    { title: "95 % of the median", number: true, aux: true, value: (row) => (row.interval ? row.interval[1] - row.interval[0] : null),
      show: (row) => (row.interval ? `${number(row.interval[0])} – ${number(row.interval[1])}` : "") },
    { title: "runs", number: true, value: (row) => row.values.length },
  ];
  if (!data.figures.some((row) => row.interval)) columns.splice(-2, 1);
  if (data.figures.some((row) => row.goal)) {
    columns.push({ title: "goal", value: (row) => row.goal ?? "",
      kind: (row) => (row.goal ? (row.reached ? "good" : "bad") : "") });
  }
  const select = columns.map((_, index) => index).filter((index) => columns[index].title !== "runs" &&
    !columns[index].show && columns[index].title !== "goal");
  tables.figures = new Table(section, columns, data.figures, { id: "figures", what: "figures", select,
    detail: (row) => valuesWithRuns(row.values, row.runs, row.unit), detailLabel: "Show the value of each run" });
}

function showCurves() {
  if (!data.speedups.length) return;
  const section = part("curves", "Speed-up and efficiency",
    "Time on one core divided by the time on several, run by run: the median, and bars from the least to the greatest. " +
    "The dashed line is the ideal. A point leads to its runs.");
  const pair = make("div", { class: "pair" });
  section.append(pair);
  new Chart(pair, data.speedups, { title: "Speed-up", y: "speed-up", unit: "times as fast", ideal: (cpus) => cpus });
  new Chart(pair, data.efficiencies, { title: "Efficiency", y: "speed-up by cores", unit: "of ideal", ideal: () => 1 });
}

function showAgainstCores() {
  if (!data.againstCores.length) return;
  const section = part("cores", "Figures against cores",
    "A figure of each combination on more and more cores. Instructions are those of all cores together.");
  const holder = make("div");
  const select = make("select", { id: "cores-figure", onchange: () => show(Number(select.value)) },
    ...data.againstCores.map((one, index) => make("option", { value: index }, one.title)));
  section.append(make("div", { class: "tools" }, make("label", {}, "Figure", select)), holder);
  const show = (index) => {
    holder.replaceChildren();
    const one = data.againstCores[index];
    new Chart(holder, one.series, { title: one.title, y: one.unit, unit: one.unit });
  };
  show(0);
}

const GOOD = ["better", "perhaps better"], BAD = ["worse", "perhaps worse"];
function showComparison() {
  const comparison = data.comparison;
  if (!comparison) return;
  const section = part("comparison", `Compared with ${comparison.name}`, comparison.note);
  for (const warning of comparison.warnings) section.append(make("p", { class: "bad" }, warning));
  const counts = Object.entries(comparison.counts).map(([verdict, count]) => `${count} ${verdict}`).join(", ");
  section.append(make("p", {}, counts));
  const cell = (side) => ({ number: true, value: (row) => row[side]?.median ?? null,
    show: (row) => (row[side] ? `${number(row[side].median)} (${row[side].n})` : "") });
  tables.comparison = new Table(section, [
    { title: "verdict", value: (row) => row.verdict,
      kind: (row) => (GOOD.includes(row.verdict) ? "good" : BAD.includes(row.verdict) ? "bad" : "") },
    { title: "combination", value: (row) => row.label },
    { title: "figure", value: (row) => row.figure },
    { title: "old (samples)", ...cell("old") },
    { title: "new (samples)", ...cell("new") },
    { title: "unit", value: (row) => row.unit },
    { title: "change", number: true, value: (row) => row.percent,
      show: (row) => (row.percent === null ? "" : `${row.percent > 0 ? "+" : ""}${row.percent.toFixed(1)} %`) },
    { title: "95 % of the change", number: true, aux: true, value: (row) => row.interval?.[0] ?? null,
      show: (row) => (row.interval ? `${row.interval[0].toFixed(1)} to ${row.interval[1].toFixed(1)} %` : "") },
    { title: "p", number: true, value: (row) => row.p, show: (row) => (row.p === null ? "" : row.p.toPrecision(2)) },
    { title: "q", number: true, value: (row) => row.q, show: (row) => (row.q === null ? "" : row.q.toPrecision(2)) },
  ], comparison.rows, { id: "comparison", what: "figures", select: [0, 2],
    detail: (row) => make("div", {}, ...["old", "new"].filter((side) => row[side]).map((side) =>
      make("div", {}, make("strong", {}, `${side}: `), valuesWithRuns(row[side].values, side === "new" ? row.new.runs : [], row.unit)))),
    detailLabel: "Show the samples" });
}

function showFailures() {
  if (!data.failures.length) return;
  const section = part("failures", `Failures (${data.failures.length})`, "Attempts that failed, with the end of the console.");
  for (const failure of data.failures) {
    const card = make("div", { class: "card" },
      make("h3", {}, failure.name, " ", make("span", { class: "bad" }, failure.outcome)),
      make("p", { class: "note" }, failure.how), make("code", {}, failure.console));
    if (failure.lines) card.append(make("pre", { tabindex: "0" }, failure.lines));
    if (failure.errors) card.append(make("pre", { tabindex: "0" }, failure.errors));
    section.append(card);
  }
}

function showPictures() {
  if (!data.pictures.length) return;
  const section = part("pictures", "Timelines", "What each core did, of one run of each combination that recorded it. " +
    "The trace opens in ui.perfetto.dev.");
  for (const picture of data.pictures) {
    const source = `data:image/svg+xml;base64,${picture.svg}`;
    section.append(make("figure", { class: "card" }, make("h3", {}, picture.title),
      make("div", { class: "picture", tabindex: "0" }, make("img", { src: source, alt: `Timeline of ${picture.title}`, loading: "lazy" })),
      make("p", {}, make("a", { href: `data:application/json;base64,${picture.trace}`, download: `${picture.file}.json` }, "Trace for Perfetto"),
        " — ", runLink(picture.run, "the run"))));
  }
}

function showRunTable() {
  const runs = Object.entries(data.runs).map(([id, run]) => ({ id, ...run }));
  if (!runs.length) return;
  const section = part("runs", "Runs", "Each run, with what went into it. + shows its command.");
  const shown = (kind, index) => data.strings[kind][index] ?? "";
  tables.runs = new Table(section, [
    { title: "run", value: (row) => row.name },
    { title: "id", aux: true, value: (row) => row.id, show: (row) => make("code", {}, row.id.slice(0, 10)) },
    { title: "host", aux: true, value: (row) => shown("host", row.host) },
    { title: "load", number: true, aux: true, value: (row) => row.load },
    { title: "begin (UTC)", value: (row) => row.begin },
    { title: "wall s", number: true, value: (row) => row.wall_s },
    { title: "CPU s", number: true, value: (row) => row.cpu_s },
    { title: "memory MiB", number: true, value: (row) => row.rss_mib },
  ], runs, { id: "runs", what: "runs", select: [2], rowId: (row) => `run-${row.id}`, detailLabel: "Show the command",
    detail: (row) => make("div", {}, ...[["Command", shown("command", row.command)], ["Console", row.console],
      ["Image, SHA-256", shown("image", row.image)], ["Revision", shown("revision", row.revision)],
      ["Compiler", shown("compiler", row.compiler)], ["Emulator", shown("emulator", row.emulator)]].map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, make("code", {}, value))))) });
}

showHead();
showFigures();
showCurves();
showAgainstCores();
showComparison();
showFailures();
showPictures();
showRunTable();

// "/" goes to the filter of the table that is seen.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
  const seen = Object.values(tables).find((table) => table.input.getBoundingClientRect().bottom > 0);
  if (seen) { event.preventDefault(); seen.input.focus(); }
});
// Before printing, every row is there.
window.addEventListener("beforeprint", () => {
  for (const table of Object.values(tables)) { table.shown = Math.min(table.rows.length, 5000); table.draw(); }
});
if (location.hash.startsWith("#run-") && tables.runs) showRuns(location.hash.slice(5));
document.documentElement.dataset.ready = "yes";
