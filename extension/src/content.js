// This file runs in the page, when asked: it finds the article, keeps where each of its characters stands, and lights it up.
// The page's DOM is not changed: Readability works on a copy, and highlights are no elements.
// (A classic script: extensions cannot inject modules.)

globalThis.rhetor ??= (() => {
  const BLOCKS = new Set(
    ("ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGCAPTION FIGURE FOOTER H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE" +
      " SECTION TABLE TD TH TR UL").split(" "),
  );
  const SKIPPED = new Set(["STYLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "SVG", "CANVAS", "VIDEO", "AUDIO", "BUTTON"]);
  const MOST = 60_000; // UTF-16 units, some 10,000 words: browsers end a worker whose answer takes longer than 30 seconds
  const lit = new Set(); // names of our highlights: Firefox lets no extension ask the page which there are
  let shown = null; // { token, segments, css }

  /** Return the article of the page as text, paragraphs apart by an empty line, and a token for show(); null where there is none. */
  function read() {
    clear();
    const sources = new WeakMap();
    const copy = document.implementation.createHTMLDocument(document.title);
    copy.replaceChild(copyOf(document.documentElement, copy, sources), copy.documentElement);
    keepBody(copy, sources);
    const found = new globalThis.Readability(copy, { serializer: (element) => element, charThreshold: 200 }).parse();
    if (!found?.content) return null;
    const built = textOf(found.content, sources);
    if (built.text.trim().split(/\s+/).length < 20) return null;
    shown = { token: crypto.getRandomValues(new Uint32Array(2)).join("-"), segments: built.segments };
    const text = built.text.slice(0, cutOf(built.text));
    const [title, whole, places] = [(found.title ?? "").trim(), built.text.length, built.segments.length];
    return { token: shown.token, title, text, whole, places };
  }

  /** Where a first pass finds too little, Readability sets the body back through its HTML; that would lose where the text came from. */
  function keepBody(copy, sources) {
    let saved = null;
    Object.defineProperty(copy.body, "innerHTML", {
      get() {
        saved = copyOf(copy.body, copy, sources);
        return "";
      },
      set() {
        copy.body.replaceChildren(...copyOf(saved, copy, sources).childNodes);
      },
    });
  }

  /** Return where to cut a text: at the end of a paragraph, else of a sentence or word, unless that loses half of it. */
  function cutOf(text) {
    if (text.length <= MOST) return text.length;
    const ends = [["\n\n", 0], [". ", 1], [" ", 0]].map(([end, more]) => text.lastIndexOf(end, MOST - 1) + more);
    const split = /[\uD800-\uDBFF]/.test(text[MOST - 1]) ? 1 : 0; // half an emoji is none
    return ends.find((end) => end > MOST / 2) ?? MOST - split;
  }

  /** Copy a tree with the shadow trees in it laid flat, and note which text of the page each text came from. */
  function copyOf(source, copy, sources) {
    const made = copy.importNode(source, false);
    // Readability replaces such links by text of its own
    if (/^\s*javascript:/i.test(made.getAttribute("href") ?? "")) made.removeAttribute("href");
    for (const child of childrenOf(source)) {
      if (child.nodeType === Node.TEXT_NODE) {
        const text = copy.createTextNode(child.data);
        sources.set(text, child.ownerDocument === copy ? sources.get(child) : child);
        made.append(text);
      } else if (child.nodeType === Node.ELEMENT_NODE && !SKIPPED.has(child.tagName.toUpperCase())) {
        made.append(copyOf(child, copy, sources));
      }
    }
    return made;
  }

  function childrenOf(source) {
    const shadow = source.shadowRoot ?? closedShadowOf(source);
    if (shadow) return shadow.childNodes;
    if (source.tagName === "SLOT" && source.assignedNodes().length) return source.assignedNodes();
    return source.childNodes;
  }

  /** Return a shadow tree that the page keeps to itself: Firefox has a property for it, Chromium a function. */
  function closedShadowOf(source) {
    if ("openOrClosedShadowRoot" in source) return source.openOrClosedShadowRoot;
    return source instanceof HTMLElement ? globalThis.chrome?.dom?.openOrClosedShadowRoot(source) : null;
  }

  function textOf(root, sources) {
    let text = "";
    let space = false; // white space waits until it is known that text follows
    let gap = false; // and so does the end of a paragraph
    const segments = []; // { start, node, data, offsets }: text[start + i] is data[offsets[i]]; data is what node held
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
      const segment = { start: text.length, node: source, data, offsets: [] };
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

  /** Tell whether the page still holds a segment as it was read. */
  const holds = ({ node, data }) => node.isConnected && node.data === data;

  /** Return the ranges of the page that show text[start, end). */
  function ranges(start, end) {
    const found = [];
    for (const segment of shown.segments) {
      const { start: first, node, offsets } = segment;
      const [from, to] = [Math.max(start, first), Math.min(end, first + offsets.length)];
      if (from >= to || !holds(segment)) continue;
      const range = document.createRange();
      range.setStart(node, offsets[from - first]);
      range.setEnd(node, offsets[to - 1 - first] + 1);
      found.push(range);
    }
    return found;
  }

  function light(name, spans) {
    const all = spans.flatMap(([start, end]) => ranges(start, end));
    lit.add(`rhetor-${name}`);
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

  /** Light up what a report tells of the article that read() gave the token for, by the rules in `css`; false where it is gone. */
  function show(token, report, css) {
    if (shown?.token !== token) return false;
    // a live page changes a few of its texts, one that goes to another article most of them
    if (shown.segments.filter(holds).length * 2 < shown.segments.length) return false;
    shown.css = css;
    const body = report.sentences.filter((sentence) => !sentence.title);
    const strong = (attribute) => body.filter((one) => one[attribute] >= 0.5).map((one) => [one.start, one.end]);
    for (const name of Object.keys(report).filter((one) => report[one]?.percentile != null)) light(name, strong(name));
    light("mention", body.flatMap((one) => (one.mentions ?? []).map((mention) => [mention.start, mention.end])));
    light("cue", body.flatMap((one) => (one.cues ?? []).map((cue) => [cue.start, cue.end])));
    return true;
  }

  /** Scroll to text[start, end), pick it out, and return it as the page has it. */
  function go(start, end) {
    const found = shown ? ranges(start, end) : [];
    lit.add("rhetor-picked");
    CSS.highlights.set("rhetor-picked", new Highlight(...found));
    if (found.length) scrollTo(found[0]);
    return found.map((range) => range.toString()).join("");
  }

  function scrollTo(range) {
    const above = (node) => node.parentElement ?? node.getRootNode().host;
    let box = above(range.startContainer);
    box.scrollIntoView({ block: "center", behavior: "instant" });
    // a paragraph may be taller than what scrolls it: move on to the sentence, there and in the window
    const scrolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowY) && one.scrollHeight > one.clientHeight;
    while (box && !scrolls(box)) box = above(box);
    const middle = ({ top, bottom }) => (top + bottom) / 2;
    const move = (one, inside) => one.scrollBy({ top: middle(range.getBoundingClientRect()) - middle(inside), behavior: "instant" });
    if (box) move(box, box.getBoundingClientRect());
    move(window, { top: 0, bottom: innerHeight });
  }

  function clear() {
    for (const name of lit) CSS.highlights.delete(name);
    lit.clear();
    shown = null;
  }

  return { read, show, go, clear };
})();
