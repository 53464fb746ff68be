/// `phala sidevm`: the commands for people who write programs that run beside contracts (SideVM).
///
/// Start with [SidevmCommand], which lists them; [ProgramFile] is a program on the disk, [Order] what owners and
/// administrators command, [ProgramState] what a worker tells of a program.
@NullMarked
package network.phala.cli.sidevm;

import org.jspecify.annotations.NullMarked;
