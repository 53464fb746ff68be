/// `phala contract`: writing, checking, deploying and speaking to ink! contracts from the command line.
///
/// Start with [ContractCommand], which lists the commands; [Connection] is how each reaches a network, [ContractAction]
/// how each ends.
@NullMarked
package network.phala.cli.contract;

import org.jspecify.annotations.NullMarked;
