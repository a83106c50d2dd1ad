(function () {
  'use strict'
  var options = INSTALL_OPTIONS
  var element
  function update () {
    element = INSTALL.createElement(options.location, element)
    element.setAttribute('app', 'ribbon')
    element.setAttribute('data-id', INSTALL_ID)
  }
  window.INSTALL_SCOPE = {
    setOptions: function (next) { options = next; update() }
  }
  update()
})()
