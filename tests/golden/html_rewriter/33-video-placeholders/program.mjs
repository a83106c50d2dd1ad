// Videos are loaded when the visitor asks for them.
export default {
  html(rewriter) {
    rewriter.on('iframe[src*="video.test/embed/"]', {
      element(frame) {
        const id = new URL(frame.getAttribute('src'), 'https://example.com').pathname.split('/').at(-1);
        const title = frame.getAttribute('title') ?? 'Video';
        frame.replace(`<a class="video" href="https://video.test/watch/${encodeURIComponent(id)}">`, { html: true });
        frame.after('</a>', { html: true });
        frame.after(title);
      },
    });
  },
};
