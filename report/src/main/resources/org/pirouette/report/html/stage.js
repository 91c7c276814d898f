"use strict";
// The stage of `explain`: device, IOMMU, memory and pCPUs as places, vCPUs where they are, and what moves between them.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const narrow = window.matchMedia("(max-width: 40rem)");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");
  let last = null;

  function draw(name, attributes, parent, text) {
    const it = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    if (text !== undefined) it.textContent = text;
    parent.append(it);
    return it;
  }
  const split = (text) => {
    const colon = text.indexOf(":");
    return { name: text.substring(0, colon), state: text.substring(colon + 2) };
  };

  /** Where the boxes stand: a row of hardware over memory on a desk, one under the other on a phone. */
  function plan(places) {
    const processors = places.filter((it) => /^pCPU/.test(it.name)).map((it) => it.name);
    const [device, engine] = [places[0].name, places[1].name];
    const boxes = {};
    if (narrow.matches) {
      boxes[device] = [8, 8, 164, 62];
      boxes[engine] = [188, 8, 164, 62];
      boxes.memory = [8, 96, 344, 118];
      processors.forEach((name, index) => { boxes[name] = [8, 240 + index * 116, 344, 96]; });
      return { boxes, width: 360, height: 240 + processors.length * 116 + 34, parking: 240 + processors.length * 116 - 8 };
    }
    boxes[device] = [8, 8, 190, 72];
    boxes[engine] = [248, 8, 212, 72];
    boxes.memory = [8, 120, 452, 136];
    processors.forEach((name, index) => { boxes[name] = [520, 8 + index * 128, 300, 120]; });
    return { boxes, width: 828, height: Math.max(300, 8 + processors.length * 128 + 44), parking: 264 };
  }

  /** vCPUs by place: on the pCPU that runs them in guest mode or in KVM, or nowhere. */
  function guests(places) {
    const found = {};
    for (const { name, state } of places) {
      const match = /^pCPU/.test(name) && state.match(/(KVM for )?vCPU (\d+)/);
      if (match) found["vCPU " + match[2]] = { on: name, root: match[1] !== undefined };
    }
    const hero = places.find((it) => /^vCPU/.test(it.name));
    if (hero && !found[hero.name]) found[hero.name] = { on: "", root: false, state: hero.state };
    return found;
  }

  const middle = ([x, y, width, height]) => [x + width / 2, y + height / 2];
  /** Where a line from the middle of a box to a point leaves the box. */
  function edge(box, [toX, toY]) {
    const [x, y] = middle(box);
    const [dx, dy] = [toX - x, toY - y];
    const scale = Math.min(dx === 0 ? Infinity : box[2] / 2 / Math.abs(dx), dy === 0 ? Infinity : box[3] / 2 / Math.abs(dy), 1);
    return [x + dx * scale, y + dy * scale];
  }
  function cut(text, most) {
    return text.length <= most ? text : text.substring(0, most - 1) + "\u2026";
  }

  window.pirouetteStage = (host, scene) => {
    last = [host, scene];
    const places = scene.places.map(split);
    const { boxes, width, height, parking } = plan(places);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const wires = draw("g", { class: "wires" }, svg);
    const wire = (from, to) => {
      const [x1, y1] = edge(boxes[from], middle(boxes[to]));
      const [x2, y2] = edge(boxes[to], middle(boxes[from]));
      draw("line", { x1, y1, x2, y2 }, wires);
    };
    const [device, engine] = [places[0].name, places[1].name];
    wire(device, engine);
    wire(engine, "memory");
    for (const { name } of places.filter((it) => /^pCPU/.test(it.name))) {
      wire(engine, name);
      wire("memory", name);
    }
    const letters = narrow.matches ? 24 : 28;
    const box = (name, state, className) => {
      const [x, y, w, h] = boxes[name];
      const active = scene.actor === name ? " active" : "";
      draw("rect", { x, y, width: w, height: h, rx: 8, class: "place " + className + active }, svg);
      draw("text", { x: x + 10, y: y + 19, class: "name" }, svg, name);
      if (state) draw("text", { x: x + 10, y: y + 38, class: "state" }, svg, cut(state, Math.round((w - 16) / 6.6)));
    };
    for (const { name, state } of places) {
      if (/^vCPU/.test(name)) continue;
      box(name, state, /^pCPU/.test(name) ? "processor" : "hardware");
    }
    box("memory", "", "memory");

    // memory: each structure, with what changed in it
    const [memoryX, memoryY, memoryWidth, memoryHeight] = boxes.memory;
    const rowHeight = Math.min(26, (memoryHeight - 28) / Math.max(1, scene.structures.length));
    scene.structures.forEach((key, index) => {
      const y = memoryY + 42 + index * rowHeight;
      const changes = scene.changed[key];
      if (changes) draw("rect", { x: memoryX + 6, y: y - 15, width: memoryWidth - 12, height: rowHeight - 2, rx: 4, class: "changed" }, svg);
      draw("text", { x: memoryX + 12, y, class: "key" }, svg, key);
      if (changes) {
        draw("text", { x: memoryX + 66, y, class: "bits" }, svg, cut(changes.join(", "), Math.round((memoryWidth - 76) / 6.9)));
      }
    });

    // vCPUs where they are
    let parked = 0;
    for (const [name, guest] of Object.entries(guests(places))) {
      const on = boxes[guest.on];
      const place = on ? [on[0] + 10, on[1] + on[3] - 46, on[2] - 20, 36] : [8 + parked++ * 180, parking, 200, 30];
      boxes[name] = place;
      const active = scene.actor === name ? " active" : "";
      const kind = guest.on === "" ? "away" : guest.root ? "root" : "inside";
      draw("rect", { x: place[0], y: place[1], width: place[2], height: place[3], rx: 6, class: `vcpu ${kind}${active}` }, svg);
      const text = guest.on === "" ? `${name}: ${guest.state}` : guest.root ? `${name}, in root mode (KVM)` : `${name}, in guest mode`;
      draw("text", { x: place[0] + 10, y: place[1] + place[3] / 2 + 5, class: "name" }, svg, cut(text, letters + 6));
    }

    // what moves: the message, the vector, a wake-up; else the words that the actor writes
    const travels = scene.travels.filter((it) => boxes[it.to]);
    if (travels.length === 0 && Object.keys(scene.changed).length > 0) travels.push({ to: "memory", what: "" });
    if (scene.actor === device && !travels.some((it) => it.to === engine)) travels.push({ to: engine, what: "message" });
    for (const travel of travels) {
      if (!boxes[scene.actor] || scene.actor === travel.to) continue;
      const from = edge(boxes[scene.actor], middle(boxes[travel.to]));
      const to = edge(boxes[travel.to], middle(boxes[scene.actor]));
      draw("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], class: "travel" }, svg);
      const token = draw("g", { class: "token" }, svg);
      const label = travel.what;
      const half = label ? label.length * 3.7 + 9 : 7;
      const at = still.matches || window.matchMedia("print").matches ? [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] : to;
      const inset = Math.min(Math.max(at[0], half + 2), width - half - 2);
      token.setAttribute("transform", `translate(${inset} ${at[1]})`);
      draw("rect", { x: -half, y: -11, width: 2 * half, height: 22, rx: 11 }, token);
      if (label) draw("text", { x: 0, y: 4, "text-anchor": "middle" }, token, label);
      if (!still.matches) {
        token.animate(
          [{ transform: `translate(${from[0]}px, ${from[1]}px)` }, { transform: `translate(${inset}px, ${at[1]}px)` }],
          { duration: 700, easing: "ease-in-out" });
      }
    }
    const caption = document.createElement("p");
    caption.textContent = scene.caption;
    host.replaceChildren(svg, caption);
  };
  narrow.addEventListener("change", () => { if (last) window.pirouetteStage(...last); });
})();
