// What every page has: menus, dialogs, copy buttons.
import "./copy.js";
import "./dialogs.js";
import "./menus.js";
