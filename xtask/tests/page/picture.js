// Looks at a picture that stands in this page, and leaves what it finds as JSON in the document.
"use strict";
(() => {
  const svg = document.querySelector("svg");
  const whole = svg.getBoundingClientRect();
  const is_inside = ({ left, right, top, bottom }) =>
    left >= whole.left - 0.5 && right <= whole.right + 0.5 && top >= whole.top - 0.5 && bottom <= whole.bottom + 0.5;
  const texts = [...svg.querySelectorAll("text")];
  const outside = texts.filter((text) => !is_inside(text.getBoundingClientRect())).map((text) => text.textContent);
  /** How light a colour such as `rgb(1, 2, 3)` is, from 0 to 1. */
  const luminance = (element) => {
    const [red, green, blue] = getComputedStyle(element).fill.match(/[\d.]+/g).map(Number);
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  };
  const found = { outside, paper: luminance(svg.querySelector(".paper")), ink: luminance(svg.querySelector("text.strong")) };
  const left = document.createElement("pre");
  left.id = "findings";
  left.textContent = JSON.stringify(found).replace(/[<>&]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
  document.body.append(left);
})();
