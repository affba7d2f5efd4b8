'use strict';
/** Node.js warns of an import in the bundle itself, a script whose code can be cached, as of an experiment. */
module.exports = (url) => import(url);
