// htmx reads its settings once, from a <meta>, while its module runs. We write that element here, so no template can forget it.
const settings = {
  // The indicator rules would be a style made by script; ours are in the stylesheet.
  includeIndicatorCSS: false,
  // Going back to a page that shows someone's home asks the server again instead of keeping a copy.
  history: "reload",
  // A stairwell with a poor line: give up after 20 s and say so.
  defaultTimeout: 20000,
};

if (!document.querySelector('meta[name="htmx-config"]')) {
  const meta = document.createElement("meta");
  meta.name = "htmx-config";
  meta.content = JSON.stringify(settings);
  document.head.append(meta);
}
