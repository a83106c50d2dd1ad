// When the announcement is shown: INSTALL_SCOPE.period({start, end}) → {from, until}, moments in milliseconds;
// NaN for a date that nobody can read.
(function () {
  'use strict';

  // Midnight where the visitor is, at the start of the day or at its end.
  function midnight(year, month, day, atEnd) {
    var date = new Date(year, month, day + (atEnd ? 1 : 0));
    var same = new Date(year, month, day);
    return same.getMonth() === month && same.getDate() === day ? date.getTime() : NaN;
  }

  function moment(text, atEnd) {
    text = String(text === undefined || text === null ? '' : text).trim();
    if (!text) return atEnd ? Infinity : -Infinity;
    // By hand, since browsers read this form as a day in Greenwich.
    var day = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
    if (day) return midnight(+day[1], day[2] - 1, +day[3], atEnd);
    var date = new Date(text);
    if (/\d:\d\d/.test(text)) return date.getTime();
    return midnight(date.getFullYear(), date.getMonth(), date.getDate(), atEnd);
  }

  INSTALL_SCOPE.period = function (when) {
    return { from: moment(when && when.start, false), until: moment(when && when.end, true) };
  };
})();
