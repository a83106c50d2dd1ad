// Ported code in the older style.
addEventListener('fetch', (event) => event.respondWith(answer(event.request)));

async function answer(request) {
  const response = await fetch(request);
  return new HTMLRewriter().on('p', new Exclaim()).transform(response);
}

class Exclaim {
  element(element) {
    element.append('!');
  }
}
