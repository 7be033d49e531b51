// The texts of the page whose contrast against what lies behind them is too low: [text, ratio, colour, background].
([least, leastLarge]) => {
  const parse = (colour) => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    return parts.length === 3 ? [...parts, 1] : parts;
  };
  const over = (front, back) => front.slice(0, 3).map((value, n) => value * front[3] + back[n] * (1 - front[3]));
  const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const background = (element) => {
    const layers = [];
    for (let node = element; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((back, layer) => over(layer, back), [255, 255, 255]);
  };
  const opacity = (element) => {
    let found = 1;
    for (let node = element; node; node = node.parentElement) found *= Number(getComputedStyle(node).opacity);
    return found;
  };
  const bad = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (element.closest("svg, canvas, [disabled], [aria-hidden=true], [data-testid=stIconMaterial]")) continue;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || box.height <= 1) continue;
    const back = background(element);
    const front = parse(style.color);
    const seen = over([...front.slice(0, 3), front[3] * opacity(element)], back);
    const [high, low] = [luminance(seen), luminance(back)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? leastLarge : least)) bad.push([text.slice(0, 40), ratio.toFixed(2), style.color, back.join()]);
  }
  return bad;
}
