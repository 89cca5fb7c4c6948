/** The parts that the wiring in config/ may name. */

export { SeedInitializer } from './identity/seed-initializer.ts';
export { StderrLoggerFactory } from './observability/stderr-logger-factory.ts';
export { ListeningInitializer } from './process/listening-initializer.ts';
