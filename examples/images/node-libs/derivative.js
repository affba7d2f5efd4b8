#!/usr/bin/env node
const { derivative } = require('mathjs');

const { expression = 'x^2' } = JSON.parse(process.argv[2]);
console.log(JSON.stringify({ derivative: derivative(expression, 'x').toString() }));
