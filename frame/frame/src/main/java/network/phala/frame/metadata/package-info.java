/// What a runtime tells clients about itself. Start with [RuntimeMetadata].
@NullMarked
package network.phala.frame.metadata;

import org.jspecify.annotations.NullMarked;
