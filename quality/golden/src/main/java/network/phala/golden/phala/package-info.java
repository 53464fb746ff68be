/// Plays scenarios observed from Phala's published pallets against ours. Start with [ScenarioPlayer]; what is
/// compared and what is left out stands there, and which files must agree in [GoldenFiles].
///
/// The files' format is described in the README beside the observations (`../shared/data/phala`).
@NullMarked
package network.phala.golden.phala;

import org.jspecify.annotations.NullMarked;
