// The kinds of answers, by the name the server gives them. A kind makes controls and keys for a mode
// and names the table its turns lie on; it says replies { kind, value, place, said, button, exit }.

import { classes } from "./answers/class.js";
import { like } from "./answers/like.js";
import { pick } from "./answers/pick.js";
import { set } from "./answers/set.js";
import { share } from "./answers/share.js";
import { sheet } from "./answers/sheet.js";
import { ten } from "./answers/ten.js";

export const ANSWERS = { like, share, ten, pick, class: classes, set, sheet };
