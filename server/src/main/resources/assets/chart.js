'use strict';

/* Draws figures with data-points: times in seconds since 1970, and a value for each. */
{
  const HEIGHT = 220;

  function draw(figure) {
    const [times, values] = JSON.parse(figure.dataset.points);
    const style = getComputedStyle(document.documentElement);
    const [text, line, accent] = ['--text', '--line', '--accent'].map((name) => resolve(figure, style.getPropertyValue(name)));
    const axis = { stroke: text, grid: { stroke: line }, ticks: { stroke: line } };
    figure.replaceChildren();
    new uPlot({
      width: figure.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { y: { range: (_, least, most) => [0, Math.max(1, most)] } },
      axes: [axis, { ...axis, size: 70, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) }],
      series: [{}, { label: figure.dataset.label, stroke: accent, width: 2 }],
    }, [times, values], figure);
  }

  /* The colour that a style comes to, light or dark. */
  function resolve(element, colour) {
    const before = element.style.color;
    element.style.color = colour;
    const resolved = getComputedStyle(element).color;
    element.style.color = before;
    return resolved;
  }

  const all = (root) => root.querySelectorAll('figure[data-points]').forEach(draw);
  document.addEventListener('htmx:load', (event) => all(event.detail.elt));
  addEventListener('resize', () => all(document));
}
