"use strict";
// Draws the plots of a report from the embedded values. Numbers are spelled as in Units.java; a test compares the two.
(() => {
  const figures = JSON.parse(document.getElementById("data").textContent).figures;

  // Okabe and Ito's colours, darkened or lightened where the contrast against the paper asks for it.
  const light = ["#0072b2", "#d55e00", "#009e73", "#b8578f", "#e69f00", "#56b4e9", "#59636e", "#8c6d1f"];
  const dark = ["#4ea9e8", "#ff8d4a", "#2bc798", "#e39ac5", "#f2b83c", "#9ad7ff", "#b4bec8", "#d0b45e"];
  const heat = ["#00224e", "#2a3f6d", "#575d6d", "#7d7c78", "#a59c74", "#d2c060", "#fee838"];
  const symbols = ["circle", "rect", "triangle", "diamond", "pin", "arrow", "roundRect", "emptyCircle"];
  const dashes = ["solid", "dashed", "dotted", [10, 3, 2, 3], [2, 6], [14, 4]];

  // ---- meanings ---------------------------------------------------------------------------------------------------
  // A name has one colour, dash and symbol in all plots of the page: the first that no other name of its plot has.
  const namesOf = (figure) => (figure.kind === "lines" ? figure.lines : figure.kind === "bars" ? figure.series : []).map((one) => meaningOf(one.name));
  /** Curves that coincide are named together; the first name tells the colour. */
  const meaningOf = (name) => name.split(" = ")[0].replace(/(.),? (before|after)$/, "$1");
  const meanings = new Map();
  for (const figure of figures) {
    const taken = new Set(namesOf(figure).filter((name) => meanings.has(name)).map((name) => meanings.get(name) % light.length));
    for (const name of namesOf(figure).filter((it) => !meanings.has(it))) {
      const used = [...meanings.values()].map((it) => it % light.length);
      const free = light.map((_, index) => index).filter((index) => !taken.has(index))
        .sort((a, b) => used.filter((it) => it === a).length - used.filter((it) => it === b).length || a - b);
      const index = free.length > 0 ? free[0] : meanings.size % light.length;
      meanings.set(name, index);
      taken.add(index);
    }
  }
  const lookOf = (name) => meanings.get(meaningOf(name)) || 0;
  /** Plots of the same quantity have the same scale, before and after. */
  const mostOf = (figure) => Math.max(0, ...figures
    .filter((it) => it.kind === "heatmap" && it.value.title === figure.value.title && it.value.unit === figure.value.unit)
    .flatMap((it) => it.series.flatMap((row) => row.values.filter((value) => value !== null))));

  // ---- numbers ----------------------------------------------------------------------------------------------------
  const units = {
    COUNT: ["", "decimal"], PER_SECOND: ["/s", "decimal"], CYCLES: ["cycles", "decimal"],
    CYCLES_PER_SECOND: ["cycles/s", "decimal"], NANOSECONDS: ["ns", "time"], SHARE: ["%", "percent"],
    BYTES: ["B", "binary"], BYTES_PER_SECOND: ["B/s", "binary"], RATIO: ["", "none"],
  };
  const decimalPrefixes = ["", "k", "M", "G", "T", "P"];
  const binaryPrefixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi"];
  const timeUnits = ["ns", "us", "ms", "s"];

  function power(size, step, powers) {
    let result = 0;
    let rest = size;
    while (result < powers - 1 && rest >= step - (result === 0 && rest === Math.round(rest) ? 0 : 0.5)) {
      rest /= step;
      result++;
    }
    return result;
  }
  function scaled(unit, size) {
    const [symbol, scale] = units[unit];
    switch (scale) {
      case "decimal":
      case "binary": {
        const step = scale === "decimal" ? 1000 : 1024;
        const prefixes = scale === "decimal" ? decimalPrefixes : binaryPrefixes;
        const at = power(size, step, prefixes.length);
        const gap = symbol.startsWith("cycles") && at > 0 ? " " : "";
        const suffix = prefixes[at] + gap + symbol;
        return [Math.pow(step, at), suffix === "" ? "" : " " + suffix];
      }
      case "time": {
        const at = power(size, 1000, timeUnits.length);
        return [Math.pow(1000, at), " " + timeUnits[at]];
      }
      case "percent":
        return [0.01, " %"];
      default:
        return [1, ""];
    }
  }
  function fixed(value, decimals) {
    const text = value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return /^-[0.,]*$/.test(text) ? text.substring(1) : text;
  }
  function format(unit, value) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "-";
    const [divisor, suffix] = scaled(unit, Math.abs(value));
    const shown = value / divisor;
    const size = Math.abs(shown);
    const counts = units[unit][1] !== "percent" && unit !== "RATIO";
    const whole = value === 0 || (counts && Math.abs(value) < 1000 && Number.isInteger(value));
    return fixed(shown, whole || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2) + suffix;
  }
  function percentile(share) {
    return Number((100 * share).toPrecision(12)).toString() + " %";
  }
  /** A value as it stands at an axis: no zeros that say nothing. */
  function tick(axis, value) {
    if (axis.scale === "percentile") return percentile(1 - 1 / value);
    if (value === 0) return "0";
    return format(axis.unit, value).replace(/(\.\d*?)0+(?!\d)/, "$1").replace(/\.(?!\d)/, "");
  }
  function place(axis, value) {
    return axis.scale === "percentile" ? percentile(value) : format(axis.unit, value);
  }
  /** Where a value stands on its axis: percentiles are spread by 1/(1-p). */
  function position(axis, value) {
    if (value === null) return null;
    if (axis.scale === "percentile") return 1 / (1 - value);
    return axis.scale === "logarithmic" && value <= 0 ? null : value;
  }

  // ---- options ----------------------------------------------------------------------------------------------------
  const isDark = () => document.documentElement.dataset.theme === "dark";
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const palette = () => (isDark() ? dark : light);

  function valueAxis(axis, vertical, narrow) {
    return {
      type: axis.scale === "linear" ? "value" : "log",
      logBase: 10,
      name: axis.title,
      nameLocation: vertical ? "end" : "middle",
      nameGap: vertical ? 12 : 30,
      nameTextStyle: { align: vertical ? "left" : "center", color: css("--quiet") },
      splitNumber: narrow && !vertical ? 3 : 5,
      axisLabel: { formatter: (value) => tick(axis, value), hideOverlap: true, margin: 10, color: css("--quiet") },
      axisLine: { lineStyle: { color: css("--line") } },
      splitLine: { lineStyle: { color: css("--line") } },
    };
  }
  function common() {
    return {
      animation: false,
      aria: { enabled: true, decal: { show: false } },
      color: palette(),
      backgroundColor: "transparent",
      textStyle: { fontFamily: "sans-serif", color: css("--ink") },
      legend: { show: false },
      tooltip: {
        confine: true,
        backgroundColor: css("--panel"),
        borderColor: css("--line"),
        textStyle: { color: css("--ink") },
      },
    };
  }
  const escape = (text) => text.replace(/[&<>"]/g, (c) => "&#" + c.charCodeAt(0) + ";");
  function rows(title, lines) {
    return "<b>" + escape(title) + "</b>" + lines.map(([marker, name, value]) =>
      "<br>" + marker + escape(name) + ": <b>" + escape(value) + "</b>").join("");
  }

  function bars(figure, narrow) {
    const option = common();
    option.aria.decal.show = figure.series.length > 1;
    option.grid = { left: 4, right: 28, top: 8, bottom: 34, containLabel: true };
    option.xAxis = valueAxis(figure.values, false, narrow);
    option.yAxis = {
      type: "category", inverse: true, data: figure.categories,
      axisLabel: { color: css("--ink"), width: narrow ? 110 : 220, overflow: "break" },
      axisLine: { lineStyle: { color: css("--line") } }, axisTick: { show: false },
    };
    option.tooltip.trigger = "axis";
    option.tooltip.axisPointer = { type: "shadow" };
    option.tooltip.formatter = (at) => rows(at[0].name,
      at.map((it) => [it.marker, it.seriesName, format(figure.values.unit, it.value)]));
    option.series = figure.series.map((series) => ({
      type: "bar", name: series.name, color: palette()[lookOf(series.name)], stack: figure.stacked ? "all" : undefined, barMaxWidth: 26, barGap: "10%",
      itemStyle: { borderColor: css("--paper"), borderWidth: figure.stacked ? 0.5 : 0 },
      data: series.values.map((value) => position(figure.values, value)),
    }));
    if (!figure.stacked && figure.series.length === 1) {
      option.series[0].label = {
        show: true, position: "right", color: css("--ink"),
        formatter: (at) => format(figure.values.unit, at.value),
      };
      option.grid.right = 84;
    }
    return option;
  }

  function lines(figure, narrow) {
    const option = common();
    option.grid = { left: 4, right: 28, top: 42 + 14 * Math.max(0, figure.marks.length - 1), bottom: 34, containLabel: true };
    option.xAxis = valueAxis(figure.x, false, narrow);
    option.xAxis.splitLine.show = false;
    const places = figure.lines.flatMap((line) => line.x.map((x) => position(figure.x, x))).filter((x) => x !== null);
    if (places.length > 0) {
      option.xAxis.min = Math.min(...places);
      option.xAxis.max = Math.max(...places, ...figure.marks.map((mark) => position(figure.x, mark.x)));
    }
    option.yAxis = valueAxis(figure.y, true, narrow);
    option.tooltip.trigger = "item";
    option.tooltip.formatter = (at) => {
      if (at.componentType === "markLine") return escape(at.name);
      const line = figure.lines[at.seriesIndex];
      return rows(line.name, [
        ["", figure.x.title, place(figure.x, line.x[at.dataIndex])],
        ["", figure.y.title, format(figure.y.unit, line.y[at.dataIndex])],
      ]);
    };
    option.series = figure.lines.map((line) => ({
      type: "line", name: line.name, color: palette()[lookOf(line.name)], symbol: symbols[lookOf(line.name) % symbols.length],
      symbolSize: line.x.length > 60 ? 0 : 7, showAllSymbol: true, connectNulls: false,
      lineStyle: { width: 2, type: / before$/.test(line.name) ? "dashed" : / after$/.test(line.name) ? "solid" : dashes[lookOf(line.name) % dashes.length] },
      emphasis: { focus: "series" },
      data: line.x.map((x, at) => [position(figure.x, x), position(figure.y, line.y[at])]),
    }));
    if (figure.marks.length > 0 && option.series.length > 0) {
      option.series[0].markLine = {
        symbol: "none", lineStyle: { color: css("--quiet"), type: "dashed" },
        label: { color: css("--ink"), formatter: (at) => at.name, position: "end" },
        data: figure.marks.map((mark, index) => ({
          name: mark.name, xAxis: position(figure.x, mark.x), label: { distance: 4 + 14 * index },
        })),
      };
    }
    return option;
  }

  function heatmap(figure, narrow) {
    const option = common();
    const cells = [];
    figure.series.forEach((row, y) => row.values.forEach((value, x) => {
      if (value === null) return;
      cells.push([x, y, value]);
    }));
    const most = mostOf(figure);
    option.grid = { left: 4, right: 12, top: 8, bottom: 86, containLabel: true };
    option.xAxis = {
      type: "category", data: figure.starts.map((start) => tick(figure.x, start)), name: figure.x.title,
      nameLocation: "middle", nameGap: 30, nameTextStyle: { color: css("--quiet") },
      axisLabel: { color: css("--quiet"), hideOverlap: true }, axisTick: { show: false },
    };
    option.yAxis = {
      type: "category", inverse: true, data: figure.series.map((row) => row.name),
      axisLabel: { color: css("--ink"), width: narrow ? 80 : 160, overflow: "truncate", fontSize: figure.series.length > 26 ? 9 : 12, hideOverlap: true },
      axisTick: { show: false },
    };
    option.visualMap = {
      min: 0, max: most > 0 ? most : 1, calculable: false, orient: "horizontal", left: "center", bottom: 0,
      inRange: { color: heat }, itemHeight: narrow ? 120 : 220, textStyle: { color: css("--quiet") },
      text: [format(figure.value.unit, most), "0"], formatter: (value) => format(figure.value.unit, value),
    };
    option.tooltip.formatter = (at) => rows(figure.series[at.value[1]].name, [
      ["", figure.x.title, format(figure.x.unit, figure.starts[at.value[0]])],
      ["", figure.value.title, format(figure.value.unit, at.value[2])],
    ]);
    option.series = [{ type: "heatmap", data: cells, emphasis: { itemStyle: { borderColor: css("--ink"), borderWidth: 1 } } }];
    return option;
  }

  function height(figure, narrow) {
    switch (figure.kind) {
      case "bars": {
        const letters = Math.max(0, ...figure.categories.map((it) => it.length));
        const wrapped = 6 + 15 * Math.ceil((letters * 7.2) / (narrow ? 110 : 220));
        const slot = Math.max(wrapped, figure.stacked ? 34 : Math.max(30, 8 + 16 * figure.series.length));
        return 70 + slot * figure.categories.length;
      }
      case "heatmap":
        return 130 + Math.max(60, figure.series.length > 26 ? 11 * figure.series.length : 24 * figure.series.length);
      default:
        return narrow ? 280 : 340;
    }
  }

  // ---- one figure: plot, legend, keys -----------------------------------------------------------------------------
  function start(figure) {
    const root = document.getElementById(figure.id);
    const place_ = root.querySelector(".chart");
    const legend = root.querySelector(".legend");
    const reading = root.querySelector(".reading");
    const hidden = new Set();
    let chart = null;
    let cursor = null;

    function draw(onPaper) {
      const width = onPaper ? 680 : place_.clientWidth || 640;
      const narrow = width < 520;
      const tall = height(figure, narrow);
      place_.style.height = tall + "px";
      if (chart) chart.dispose();
      chart = window.echarts.init(place_, null, { renderer: "svg", width, height: tall });
      chart.setOption({ bars, lines, heatmap }[figure.kind](figure, narrow));
      for (const name of hidden) chart.dispatchAction({ type: "legendUnSelect", name });
      drawLegend();
    }

    function drawLegend() {
      const series = figure.kind === "lines" ? figure.lines : figure.kind === "bars" ? figure.series : [];
      legend.hidden = series.length < 2;
      if (series.length < 2) return;
      legend.replaceChildren(...series.map((one) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-pressed", String(!hidden.has(one.name)));
        button.innerHTML = sample(lookOf(one.name), figure.kind, one.name);
        button.append(one.name);
        button.addEventListener("click", () => {
          if (!hidden.delete(one.name)) hidden.add(one.name);
          chart.dispatchAction({ type: "legendToggleSelect", name: one.name });
          button.setAttribute("aria-pressed", String(!hidden.has(one.name)));
        });
        return button;
      }));
    }
    function sample(index, kind, name) {
      const color = palette()[index % palette().length];
      if (kind === "bars") {
        return `<svg width="14" height="14" aria-hidden="true"><rect width="14" height="14" rx="2" fill="${color}"/></svg>`;
      }
      const dash = / before$/.test(name) ? "dashed" : / after$/.test(name) ? "solid" : dashes[index % dashes.length];
      const array = dash === "solid" ? "" : dash === "dashed" ? "5 3" : dash === "dotted" ? "2 2" : dash.join(" ");
      return `<svg width="26" height="10" aria-hidden="true"><line x1="0" y1="5" x2="26" y2="5" stroke="${color}" ` +
        `stroke-width="2.5" stroke-dasharray="${array}"/></svg>`;
    }

    /** What a keyboard can walk through: series by up and down, points by left and right. */
    function shape() {
      switch (figure.kind) {
        case "bars":
          return { series: figure.series.length, points: () => figure.categories.length };
        case "lines":
          return { series: figure.lines.length, points: (s) => figure.lines[s].x.length };
        default:
          return { series: figure.series.length, points: () => figure.starts.length };
      }
    }
    function read(series, point) {
      switch (figure.kind) {
        case "bars":
          return `${figure.series[series].name}, ${figure.categories[point]}: ` +
            format(figure.values.unit, figure.series[series].values[point]);
        case "lines": {
          const line = figure.lines[series];
          return `${line.name}, ${place(figure.x, line.x[point])}: ${format(figure.y.unit, line.y[point])}`;
        }
        default:
          return `${figure.series[series].name}, ${format(figure.x.unit, figure.starts[point])}: ` +
            format(figure.value.unit, figure.series[series].values[point]);
      }
    }
    place_.addEventListener("keydown", (event) => {
      const moves = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };
      if (event.key === "Escape") {
        cursor = null;
        reading.textContent = "";
        chart.dispatchAction({ type: "hideTip" });
        return;
      }
      if (!(event.key in moves)) return;
      event.preventDefault();
      const { series, points } = shape();
      if (series === 0) return;
      const [down, right] = moves[event.key];
      cursor = cursor === null ? [0, 0] : [cursor[0] + down, cursor[1] + right];
      cursor[0] = Math.min(Math.max(cursor[0], 0), series - 1);
      cursor[1] = Math.min(Math.max(cursor[1], 0), points(cursor[0]) - 1);
      if (cursor[1] < 0) return;
      reading.textContent = read(cursor[0], cursor[1]);
      const at = figure.kind === "heatmap"
        ? { seriesIndex: 0, dataIndex: heatIndex(cursor[0], cursor[1]) }
        : { seriesIndex: cursor[0], dataIndex: cursor[1] };
      chart.dispatchAction({ type: "showTip", ...at });
    });
    function heatIndex(row, column) {
      let index = -1;
      figure.series.forEach((one, y) => one.values.forEach((value, x) => {
        if (value !== null && (y < row || (y === row && x <= column))) index++;
      }));
      return index;
    }

    let drawnWidth = 0;
    new ResizeObserver(() => {
      if (Math.abs(place_.clientWidth - drawnWidth) > 1) {
        drawnWidth = place_.clientWidth;
        draw(false);
      }
    }).observe(place_);
    window.pirouette.themed.push(draw);
    drawnWidth = place_.clientWidth;
    draw(false);
    return () => chart;
  }

  window.pirouette.format = format;
  window.pirouette.charts = Object.fromEntries(figures.map((figure) => [figure.id, start(figure)]));
})();
