/// The things a program holds by number: timers, channels, listeners, streams, and the wakers that tell it when one of
/// them has something. Start with [Resource] and [Wakeups].
///
/// A program's own thread works on its resources; other threads only fill pipes and channels and wake. Every pipe and
/// queue is bounded.
@NullMarked
package network.phala.sidevm.resource;

import org.jspecify.annotations.NullMarked;
