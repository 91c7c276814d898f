"use strict";
// Plays the stories of `explain`: choose mode and situation, step, play, point at bits.
(() => {
  const { layouts, stories, open } = JSON.parse(document.getElementById("data").textContent);
  const layoutOf = Object.fromEntries(layouts.map((layout) => [layout.name, layout]));
  const byId = (id) => document.getElementById(id);
  const mode = byId("mode");
  const situation = byId("situation");
  const slider = byId("slider");
  const play = byId("play");
  let story = stories[0];
  let step = 0; // 0 is before the first step, n after the n-th
  let timer = null;

  function element(tag, text, className) {
    const it = document.createElement(tag);
    if (text !== undefined) it.textContent = text;
    if (className) it.className = className;
    return it;
  }
  const count = (number) => number.toLocaleString("en-US");
  const hex = (value) => value.toString(16).toUpperCase() + "h";

  // ---- structures -------------------------------------------------------------------------------------------------
  const words = (structure) => structure.words.map((word) => BigInt("0x" + word));
  const bit = (bits, number) => Number((bits[number >> 6] >> BigInt(number & 63)) & 1n);
  function fieldAt(layout, number) {
    return layout.fields.find((field) => number >= field.firstBit && number < field.firstBit + field.width);
  }
  function valueOf(bits, field) {
    let value = 0n;
    for (let i = Math.min(field.width, 64) - 1; i >= 0; i--) value = (value << 1n) | BigInt(bit(bits, field.firstBit + i));
    return value;
  }
  function vectors(bits, field) {
    const set = [];
    for (let i = 0; i < field.width; i++) if (bit(bits, field.firstBit + i)) set.push(hex(i));
    return "{" + set.join(" ") + "}";
  }
  const shown = (bits, field) =>
    field.width > 64 ? vectors(bits, field) : field.width === 1 ? String(valueOf(bits, field)) : hex(valueOf(bits, field));

  function bitName(structure, number) {
    const layout = layoutOf[structure.layout];
    const field = fieldAt(layout, number);
    const value = bit(words(structure), number);
    const inside = field.width > 64 ? `${field.name}[${hex(number - field.firstBit)}]`
      : field.width === 1 ? field.name : `${field.name}, bit ${number - field.firstBit} of ${field.width}`;
    const whole = field.width > 1 && field.width <= 64 && field.name !== "reserved"
      ? `; the field is ${shown(words(structure), field)}` : "";
    return `${structure.key}, bit ${number}: ${inside} = ${value} (${field.meaning}${whole})`;
  }

  function drawStructure(now, before) {
    const layout = layoutOf[now.layout];
    const bits = words(now);
    const old = words(before);
    const box = element("div", undefined, "structure");
    box.dataset.key = now.key;
    box.append(element("h3", now.title));
    const fields = element("div", undefined, "fields");
    for (const field of layout.fields) {
      if (field.name === "reserved") continue;
      const text = `${field.name}=${shown(bits, field)}`;
      const changed = shown(bits, field) !== shown(old, field);
      fields.append(element(changed ? "mark" : "span", changed ? `${text} (was ${shown(old, field)})` : text));
    }
    box.append(fields, hexDump(bits, old), bitGrid(now, bits, old, layout));
    return box;
  }
  function hexDump(bits, old) {
    const pre = element("pre", undefined, "hex");
    const octet = (all, at) => Number((all[at >> 3] >> BigInt(8 * (at & 7))) & 0xffn);
    for (let row = 0; row < bits.length * 8; row += 16) {
      pre.append(row === 0 ? "" : "\n", "+" + row.toString(16).toUpperCase().padStart(2, "0") + "  ");
      for (let i = row; i < Math.min(row + 16, bits.length * 8); i++) {
        const text = octet(bits, i).toString(16).toUpperCase().padStart(2, "0");
        pre.append(octet(bits, i) === octet(old, i) ? text : element("mark", text), i % 8 === 7 ? "  " : " ");
      }
    }
    return pre;
  }
  function bitGrid(structure, bits, old, layout) {
    const grid = element("div", undefined, "bits");
    grid.setAttribute("role", "group");
    grid.setAttribute("aria-label", `Bits of ${structure.title}, bit 0 first`);
    for (let i = 0; i < bits.length * 64; i++) {
      const cell = document.createElement("i");
      const reserved = fieldAt(layout, i).name === "reserved";
      const changed = bit(bits, i) !== bit(old, i);
      cell.className = (bit(bits, i) ? "one " : "") + (changed ? "changed " : "") + (reserved ? "reserved" : "field");
      cell.dataset.bit = i;
      cell.tabIndex = i === 0 ? 0 : -1;
      cell.setAttribute("role", "img");
      cell.setAttribute("aria-label", bitName(structure, i));
      grid.append(cell);
    }
    const tell = (event) => {
      if (event.target.dataset.bit !== undefined) byId("bit-name").textContent = bitName(structure, Number(event.target.dataset.bit));
    };
    grid.addEventListener("mouseover", tell);
    grid.addEventListener("focusin", tell);
    grid.addEventListener("click", tell);
    grid.addEventListener("keydown", (event) => {
      const row = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
      const moves = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: row, ArrowUp: -row };
      if (!(event.key in moves) || event.target.dataset.bit === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      const next = grid.children[Number(event.target.dataset.bit) + moves[event.key]];
      if (!next) return;
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
    return grid;
  }

  // ---- one step ---------------------------------------------------------------------------------------------------
  const stateAfter = (n) => (n <= 0 ? story.before : story.moments[n - 1].after);

  function show(n) {
    step = Math.min(Math.max(n, 0), story.moments.length);
    slider.max = story.moments.length;
    slider.value = step;
    slider.setAttribute("aria-valuetext", `step ${step} of ${story.moments.length}`);
    byId("back").disabled = byId("first").disabled = step === 0;
    byId("next").disabled = byId("last").disabled = step === story.moments.length;
    drawNow();
    drawStage();
    drawPlaces();
    const before = stateAfter(step - 1);
    byId("structures").replaceChildren(
      ...stateAfter(step).structures.map((structure, index) => drawStructure(structure, before.structures[index])));
    for (const button of byId("list").querySelectorAll("button")) {
      if (Number(button.dataset.step) === step) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
  }
  function drawNow() {
    const now = byId("now");
    if (step === 0) {
      now.replaceChildren(element("h2", "Before: " + story.situationWords),
        ...story.message.map((line) => element("p", line)), meter(0));
      return;
    }
    const moment = story.moments[step - 1];
    const changes = element("p", undefined, "changes");
    changesOf(moment).forEach((change, index) => changes.append(index > 0 ? ", " : "", element("mark", change)));
    now.replaceChildren(
      element("h2", `${moment.number}. ${moment.agent}: ${moment.step}`),
      element("p", moment.source, "source"),
      ...moment.events.map((event) => element("p", event, "events")), changes, meter(moment.totalCycles, moment.cycles));
  }
  function changesOf(moment) {
    const before = stateAfter(moment.number - 1);
    const changes = [];
    moment.after.structures.forEach((structure, index) => {
      const layout = layoutOf[structure.layout];
      const old = words(before.structures[index]);
      for (const field of layout.fields) {
        const [was, is] = [shown(old, field), shown(words(structure), field)];
        if (was !== is) changes.push(`${structure.key}.${field.name} ${was} -> ${is}`);
      }
    });
    return changes.concat(moment.changes);
  }
  function meter(total, added) {
    const line = element("div", undefined, "meter");
    const bar = document.createElement("progress");
    bar.max = Math.max(1, story.cycles);
    bar.value = total;
    bar.setAttribute("aria-label", "cycles so far");
    line.append(bar, element("span", `${count(total)} of ${count(story.cycles)} cycles` + (added ? ` (+${count(added)})` : "")));
    return line;
  }
  /** The box of an agent: threads and guests belong to their vCPU, all else of the host to its pCPU. */
  function placeOf(agent) {
    const number = agent.substring(agent.lastIndexOf(" ") + 1);
    if (/^(KVM thread|guest)/.test(agent)) return "vCPU " + number;
    return /^(device|IOMMU)/.test(agent) ? agent : "pCPU " + number;
  }
  function drawPlaces() {
    const agent = step === 0 ? "" : story.moments[step - 1].agent;
    byId("places").replaceChildren(...stateAfter(step).processors.map((text) => {
      const colon = text.indexOf(":");
      const place = element("div");
      place.append(element("b", text.substring(0, colon)), text.substring(colon + 2));
      if (agent !== "" && placeOf(agent) === text.substring(0, colon)) place.className = "active";
      return place;
    }));
  }
  function drawStage() {
    const moment = step === 0 ? null : story.moments[step - 1];
    const before = stateAfter(step - 1);
    const changed = {};
    if (moment) {
      moment.after.structures.forEach((structure, index) => {
        const [is, was] = [words(structure), words(before.structures[index])];
        const texts = layoutOf[structure.layout].fields
          .filter((field) => shown(is, field) !== shown(was, field))
          .map((field) => `${field.name} ${shown(was, field)} \u2192 ${shown(is, field)}`);
        if (texts.length > 0) changed[structure.key] = texts;
      });
    }
    window.pirouetteStage(byId("stage"), {
      places: stateAfter(step).processors,
      structures: stateAfter(step).structures.map((it) => it.key),
      changed,
      actor: moment ? moment.place : "",
      travels: moment ? moment.travels : [],
      caption: moment ? moment.events.find((event) => event !== "") || moment.step : "before: " + story.situationWords,
    });
  }
  function drawList() {
    byId("list").replaceChildren(...story.moments.map((moment) => {
      const item = document.createElement("li");
      const button = element("button", `${moment.agent}: ${moment.step}`);
      button.type = "button";
      button.dataset.step = moment.number;
      button.addEventListener("click", () => { stop(); show(moment.number); });
      item.append(button);
      moment.events.forEach((event, index) => item.append(
        element("span", (index === 0 ? " " : "; ") + event, event.startsWith("VM exit") ? "event bad" : "event")));
      return item;
    }));
  }

  // ---- controls ---------------------------------------------------------------------------------------------------
  function stop() {
    if (timer !== null) window.clearInterval(timer);
    timer = null;
    play.textContent = "Play";
  }
  function toggle() {
    if (timer !== null) {
      stop();
      return;
    }
    if (step === story.moments.length) show(0);
    play.textContent = "Pause";
    timer = window.setInterval(() => {
      show(step + 1);
      if (step === story.moments.length) stop();
    }, 900);
  }
  function choose() {
    stop();
    story = stories.find((it) => it.mode === mode.value && it.situation === situation.value) || stories[0];
    byId("outcome").textContent = story.outcome;
    drawList();
    show(0);
  }
  function situationsOf(chosen) {
    const keep = situation.value;
    situation.replaceChildren(...stories.filter((it) => it.mode === chosen)
      .map((it) => new Option(it.situationWords, it.situation)));
    if ([...situation.options].some((option) => option.value === keep)) situation.value = keep;
  }
  mode.replaceChildren(...[...new Set(stories.map((it) => it.mode))].map((name) => new Option(name, name)));
  mode.addEventListener("change", () => { situationsOf(mode.value); choose(); });
  situation.addEventListener("change", choose);
  slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
  byId("first").addEventListener("click", () => { stop(); show(0); });
  byId("back").addEventListener("click", () => { stop(); show(step - 1); });
  byId("next").addEventListener("click", () => { stop(); show(step + 1); });
  byId("last").addEventListener("click", () => { stop(); show(story.moments.length); });
  play.addEventListener("click", toggle);
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, button, .bits")) return;
    if (event.key === "ArrowRight") show(step + 1);
    else if (event.key === "ArrowLeft") show(step - 1);
    else if (event.key === " ") toggle();
    else return;
    event.preventDefault();
  });
  window.pirouette.story = () => ({ mode: story.mode, situation: story.situation, step });
  const linked = new URLSearchParams(location.hash.substring(1)); // #mode=posted&situation=blocked&step=5
  const wanted = { mode: linked.get("mode") || open.mode, situation: linked.get("situation") || open.situation };
  if (stories.some((it) => it.mode === wanted.mode)) mode.value = wanted.mode;
  situationsOf(mode.value);
  if ([...situation.options].some((option) => option.value === wanted.situation)) situation.value = wanted.situation;
  choose();
  if (linked.has("step")) show(Number(linked.get("step")) || 0);
})();
