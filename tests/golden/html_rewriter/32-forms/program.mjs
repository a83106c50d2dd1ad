// Forms that change something carry a token, fields say what they are for.
const purposes = { email: 'email', tel: 'tel', password: 'current-password' };

export default {
  html(rewriter) {
    rewriter
      .on('form[method="post" i]', { element: (form) => void form.prepend('<input type="hidden" name="token" value="t0k3n">', { html: true }) })
      .on('input[type]:not([autocomplete])', {
        element(input) {
          const purpose = purposes[input.getAttribute('type').toLowerCase()];
          if (purpose !== undefined) input.setAttribute('autocomplete', purpose);
        },
      })
      .on('input[required]', { element: (input) => void input.removeAttribute('required').setAttribute('aria-required', 'true') })
      .on('button:not([type])', { element: (button) => void button.setAttribute('type', 'submit') });
  },
};
