// Elements go, what is in them stays.
export default {
  html(rewriter) {
    rewriter
      .on('font, center, big', { element: (element) => void element.removeAndKeepContent() })
      .on('span:not([class])', { element: (element) => void element.removeAndKeepContent() })
      .on('a[href=""]', { element: (element) => void element.prepend('[').append(']').removeAndKeepContent() });
  },
};
