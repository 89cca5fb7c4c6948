/** The parts that the wiring in config/ may name. */
export { PageErrorHandler } from './http/page-error-handler.ts';
export { VocabularyHandler } from './http/vocabulary-handler.ts';
export { AccountPagesHandler } from './identity/account-pages-handler.ts';
export { SeedInitializer } from './identity/seed-initializer.ts';
export { StderrLoggerFactory } from './observability/stderr-logger-factory.ts';
export { ListeningInitializer } from './process/listening-initializer.ts';
