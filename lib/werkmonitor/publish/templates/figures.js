/* Pictures that answer whoever points at them. Vega stands above this in the same file; `werkmonitor` holds the charts.
   A picture stays what it is, with its name for screen readers: only what is drawn in it is drawn again, alive. */
{
  /* A table comes as columns; one in which all rows have the same is that value. */
  const rows = ({ length, columns }) =>
    Array.from({ length }, (_, n) =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, Array.isArray(column) ? column[n] : column])),
    );

  const drawn = async (svg, { chart, height, tables, values }) => {
    const spec = structuredClone(werkmonitor.charts[chart]);
    spec.height = height;
    spec.signals = [...(spec.signals ?? []), ...Object.entries(values).map(([name, value]) => ({ name, value }))];
    for (const table of spec.data) if (table.name in tables) table.values = rows(tables[table.name]);
    const place = document.createElement("div");
    const quiet = { actions: false, defaultStyle: false, tooltip: false };
    const { view } = await vegaEmbed(place, spec, { ast: true, renderer: "svg", formatLocale: werkmonitor.locale, ...quiet });
    const live = place.querySelector("svg");
    for (const part of live.querySelectorAll("*"))
      for (const { name } of [...part.attributes]) if (/^(role|aria-.*|font-family)$/.test(name)) part.removeAttribute(name);
    for (const text of live.querySelectorAll("text[stroke]")) text.setAttribute("paint-order", "stroke");
    for (const part of svg.querySelectorAll(":scope > g, :scope > defs")) part.remove();
    svg.querySelector(":scope > desc").after(...live.children);
    return view;
  };

  const answering = (svg, view, places) => {
    const picture = svg.parentElement, tip = document.createElement("div");
    tip.className = "tip";
    tip.setAttribute("role", "status");
    picture.classList.add("picture--live");
    picture.append(tip);
    let at = -1;

    const show = (place) => {
      if (place === at) return;
      at = place;
      const { x, x2, y, says } = places[at] ?? { says: "" };
      view.signal("pointing", says).run();
      tip.textContent = says;
      if (!says) return;
      const box = svg.getBoundingClientRect(), around = picture.getBoundingClientRect();
      const unit = box.width / svg.viewBox.baseVal.width;
      const middle = box.left - around.left + ((x + x2) / 2) * unit;
      tip.style.left = `${Math.max(0, Math.min(middle - tip.offsetWidth / 2, around.width - tip.offsetWidth))}px`;
      tip.style.top = `${box.top - around.top + y * unit - tip.offsetHeight}px`;
    };
    const point = ({ clientX, clientY }) => {
      const box = svg.getBoundingClientRect(), unit = svg.viewBox.baseVal.width / box.width;
      const x = (clientX - box.left) * unit, y = (clientY - box.top) * unit;
      show(places.findIndex((place) => place.x <= x && x < place.x2 && place.y <= y && y < place.y2));
    };
    const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    svg.addEventListener("pointerleave", ({ pointerType }) => pointerType === "mouse" && show(-1));
    svg.addEventListener("blur", () => show(-1));
    svg.addEventListener("keydown", (event) => {
      const next = at + (steps[event.key] ?? 0);
      if (event.key in steps && next in places) {
        event.preventDefault();
        show(next);
      }
    });
    document.addEventListener("keydown", ({ key }) => key === "Escape" && show(-1));
    document.addEventListener("pointerdown", ({ target }) => svg.contains(target) || show(-1));
    return point;
  };

  werkmonitor.draw = async (svg, event) => {
    const figure = JSON.parse(svg.nextElementSibling.textContent);
    const point = answering(svg, await drawn(svg, figure), rows(figure.tables.answers));
    if (event.type !== "focus") point(event);
  };
}
