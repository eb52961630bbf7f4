'use strict';

/* Draws figures with data-points: times in seconds since 1970, and a value for each; as a line, or
   with data-bars as a bar for each month. */
{
  const HEIGHT = 220;
  const MONTH = 30 * 86_400;
  const DAY = '\n{YYYY}-{MM}-{DD}';
  const MINUTE = `${DAY} {HH}:{mm}`;
  /* What stands at a tick from a distance of ticks on, in seconds, and what is added where the year,
     the day or the minute changes. */
  const CLOCK = [
    [86_400, '{YYYY}-{MM}-{DD}', null, null, null, null, null, null, 1],
    [60, '{HH}:{mm}', DAY, null, DAY, null, null, null, 1],
    [1, '{HH}:{mm}:{ss}', DAY, null, DAY, null, null, null, 1],
    [0.001, '{ss}.{fff}', MINUTE, null, MINUTE, null, MINUTE, null, 1],
  ];

  function draw(figure) {
    const [times, values] = JSON.parse(figure.dataset.points);
    const style = getComputedStyle(document.documentElement);
    const [text, line, accent] = ['--text', '--line', '--accent'].map((name) => resolve(figure, style.getPropertyValue(name)));
    const axis = { stroke: text, grid: { stroke: line }, ticks: { stroke: line } };
    const isBars = 'bars' in figure.dataset;
    const months = (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toISOString().slice(0, 7));
    const across = isBars ? { ...axis, splits: () => times, values: months } : { ...axis, values: CLOCK };
    const whole = (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? tick.toLocaleString('en') : ''));
    const bars = isBars ? { fill: accent, paths: uPlot.paths.bars({ size: [0.6, 60] }), points: { show: false } } : {};
    const span = isBars ? { range: (_, least, most) => [least - MONTH, most + MONTH] } : {};
    figure.replaceChildren();
    new uPlot({
      width: figure.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: span, y: { range: (_, least, most) => [0, Math.max(1, most)] } },
      axes: [across, { ...axis, size: 70, values: whole }],
      series: [{}, { label: figure.dataset.label, stroke: accent, width: 2, ...bars }],
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
