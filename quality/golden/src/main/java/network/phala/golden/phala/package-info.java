/// Plays scenarios observed from Phala's published pallets against ours. Start with [ScenarioPlayer]; what is
/// compared and what is left out stands there. The README beside the observations describes their format.
@NullMarked
package network.phala.golden.phala;

import org.jspecify.annotations.NullMarked;
