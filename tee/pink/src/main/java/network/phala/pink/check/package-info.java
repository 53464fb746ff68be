/// A look at uploaded code before it is validated: is it shaped like a module, and how large would it become in an
/// interpreter. The texts of its errors are part of what an upload answers.
@NullMarked
package network.phala.pink.check;

import org.jspecify.annotations.NullMarked;
