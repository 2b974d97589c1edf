// This file runs in the page, when asked: it finds the article, keeps where each of its characters stands, and lights it up.
// The page's DOM is not changed: Readability works on a copy, and highlights are no elements.
// (A classic script: extensions cannot inject modules.)

globalThis.rhetor ??= (() => {
  const BLOCKS = new Set(
    ("ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE" +
      " SECTION TABLE TD TH TR UL").split(" "),
  );
  const SKIPPED = new Set(["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "SVG", "CANVAS", "VIDEO", "AUDIO", "BUTTON"]);
  const NAMES = ["alarm", "hedge", "mention", "cue", "picked"];
  const MOST = 60_000; // UTF-16 units, some 10,000 words: browsers end a worker whose answer takes longer than 30 seconds
  let shown = null; // { segments, css }

  /** Return the article of the page as text, paragraphs apart by an empty line; null where there is none. */
  function read() {
    clear();
    const sources = new WeakMap();
    const copy = document.implementation.createHTMLDocument(document.title);
    copy.replaceChild(copyOf(document.documentElement, copy, sources), copy.documentElement);
    const found = new globalThis.Readability(copy, { serializer: (element) => element, charThreshold: 200 }).parse();
    if (!found?.content) return null;
    const built = textOf(found.content, sources);
    if (built.text.trim().split(/\s+/).length < 20) return null;
    shown = { segments: built.segments };
    const cut = built.text.length > MOST ? built.text.lastIndexOf("\n\n", MOST) : -1;
    const text = cut > 0 ? built.text.slice(0, cut) : built.text.slice(0, MOST);
    return { title: (found.title ?? "").trim(), text, whole: built.text.length };
  }

  /** Copy a tree with the open shadow trees in it laid flat, and note which text came from where. */
  function copyOf(source, copy, sources) {
    const made = copy.importNode(source, false);
    for (const child of childrenOf(source)) {
      if (child.nodeType === Node.TEXT_NODE) {
        const text = copy.createTextNode(child.data);
        sources.set(text, child);
        made.append(text);
      } else if (child.nodeType === Node.ELEMENT_NODE && !(SKIPPED.has(child.tagName.toUpperCase()) && child.tagName !== "SCRIPT")) {
        made.append(copyOf(child, copy, sources));
      }
    }
    return made;
  }

  function childrenOf(source) {
    if (source.shadowRoot) return source.shadowRoot.childNodes;
    if (source.tagName === "SLOT" && source.assignedNodes().length) return source.assignedNodes();
    return source.childNodes;
  }

  function textOf(root, sources) {
    let text = "";
    let space = false; // white space waits until it is known that text follows
    let gap = false; // and so does the end of a paragraph
    const segments = []; // { start, node, offsets }: text[start + i] is node.data[offsets[i]]
    (function walk(parent) {
      for (const child of parent.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) add(child);
        else if (child.nodeType === Node.ELEMENT_NODE) {
          const block = BLOCKS.has(child.tagName);
          if (block) gap = true;
          if (child.tagName === "BR") space = true;
          walk(child);
          if (block) gap = true;
        }
      }
    })(root);
    return { text, segments };

    function add(node) {
      const source = sources.get(node);
      const data = node.data;
      const segment = { start: text.length, node: source, offsets: [] };
      for (let place = 0; place < data.length; place += 1) {
        if (/\s/.test(data[place])) {
          space = true;
          continue;
        }
        if (text && (gap || space)) {
          const between = gap ? "\n\n" : " ";
          if (segment.offsets.length === 0) segment.start += between.length;
          else for (let number = 0; number < between.length; number += 1) segment.offsets.push(Math.max(0, place - 1));
          text += between;
        }
        gap = space = false;
        text += data[place];
        segment.offsets.push(place);
      }
      if (segment.offsets.length && source) segments.push(segment);
    }
  }

  /** Return the ranges of the page that show text[start, end). */
  function ranges(start, end) {
    const found = [];
    for (const { start: first, node, offsets } of shown.segments) {
      const [from, to] = [Math.max(start, first), Math.min(end, first + offsets.length)];
      if (from >= to || !node.isConnected) continue;
      const range = document.createRange();
      range.setStart(node, offsets[from - first]);
      range.setEnd(node, offsets[to - 1 - first] + 1);
      found.push(range);
    }
    return found;
  }

  function light(name, spans) {
    const all = spans.flatMap(([start, end]) => ranges(start, end));
    CSS.highlights.set(`rhetor-${name}`, new Highlight(...all));
    for (const root of new Set(all.map((range) => range.startContainer.getRootNode()))) dress(root);
  }

  /** Styles of the page do not reach into a shadow tree: give it ours, in Firefox through the page's own objects. */
  function dress(root) {
    if (root === document) return;
    try {
      const tree = root.wrappedJSObject ?? root;
      if (tree.adoptedStyleSheets.some((sheet) => sheet.ofRhetor)) return;
      const sheet = new (window.wrappedJSObject ?? window).CSSStyleSheet();
      sheet.replaceSync(shown.css);
      sheet.ofRhetor = true;
      tree.adoptedStyleSheets.push(sheet);
    } catch {
      // a page that locks its tree: the text there stays unlit
    }
  }

  /** Light up what a report tells of the article, by the rules in `css`. */
  function show(report, css) {
    if (!shown) return 0;
    shown.css = css;
    const body = report.sentences.filter((sentence) => !sentence.title);
    const strong = (attribute) => body.filter((one) => one[attribute] >= 0.5).map((one) => [one.start, one.end]);
    light("alarm", strong("alarmism"));
    light("hedge", strong("hedging"));
    light("mention", body.flatMap((one) => (one.mentions ?? []).map((mention) => [mention.start, mention.end])));
    light("cue", body.flatMap((one) => (one.cues ?? []).map((cue) => [cue.start, cue.end])));
    return body.length;
  }

  /** Scroll to text[start, end), and pick it out. */
  function go(start, end) {
    const found = shown ? ranges(start, end) : [];
    CSS.highlights.set("rhetor-picked", new Highlight(...found));
    found[0]?.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "smooth" });
    return found.map((range) => range.toString()).join("");
  }

  function clear() {
    for (const name of NAMES) CSS.highlights.delete(`rhetor-${name}`);
    shown = null;
  }

  return { read, show, go, clear };
})();
