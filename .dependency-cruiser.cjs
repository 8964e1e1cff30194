/**
 * The rooms and who may look into which. Types count as much as values, except where a rule says otherwise.
 * Reads TypeScript through the package named `typescript`, which is version 6: version 7 has no JavaScript interface,
 * and without one the check would see no imports and pass. test/checks/rooms.test.ts plants a violation of each rule.
 */
const PURE = '^src/(flow|engine|language|findings)/'
const rooms = (...names) => `^src/(${names.join('|')})/`
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

module.exports = {
  forbidden: [
    forbid(
      'no-circles',
      'Two files that run each other are one idea, or three. Types may refer to each other.',
      {},
      {
        circular: true,
        viaOnly: { dependencyTypesNot: ['type-only'] },
      },
    ),
    forbid(
      'no-orphans',
      'A file that nothing imports is dead; assets are read by browsers, and child.ts begins a process.',
      {
        orphan: true,
        path: '^src/',
        pathNot: '^src/cli/main\\.ts$|/whatsapp-web/child\\.ts$|\\.d\\.ts$|/assets/',
      },
      {},
    ),
    forbid('imports-resolve', 'The import names nothing that exists.', {}, { couldNotResolve: true }),
    forbid(
      'no-dev-dependencies',
      'What runs may not need what only tests need.',
      { path: '^src/' },
      {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'pure-rooms-know-only-pure-rooms',
      'The core works the same wherever it runs.',
      { path: PURE },
      {
        path: '^src/',
        pathNot: [PURE, '^src/limits\\.ts$'],
      },
    ),
    forbid(
      'pure-rooms-do-no-io',
      'No node: module in the core: time, chance and files come from outside.',
      { path: PURE },
      {
        dependencyTypes: ['core'],
      },
    ),
    forbid(
      'pure-rooms-use-pure-packages',
      'Only packages that compute; none that reads, writes or waits.',
      { path: PURE },
      {
        path: 'node_modules/',
        pathNot: 'node_modules/(zod|yaml|@marcbachmann/cel-js|i18next|csv-parse)/',
      },
    ),
    forbid(
      'engine-above-flow-and-language',
      'engine → flow, language; never back.',
      { path: rooms('flow', 'language') },
      {
        path: rooms('engine', 'findings'),
      },
    ),
    forbid(
      'language-below-flow',
      'language knows only types of flow.',
      { path: rooms('language') },
      {
        path: rooms('flow'),
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'findings-beside-engine',
      'Findings are computed from tallies, turns from sessions; neither needs the other.',
      { path: rooms('findings') },
      {
        path: rooms('engine'),
      },
    ),
    forbid(
      'engine-beside-findings',
      'The other way round.',
      { path: rooms('engine') },
      { path: rooms('findings') },
    ),
    forbid(
      'edges-take-only-types-from-the-core',
      'channels and store speak the core’s types and run none of it.',
      { path: rooms('channels', 'store') },
      {
        path: rooms('flow', 'engine', 'language', 'findings'),
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'channels-know-no-room',
      'A channel hands over neutral events and is handed neutral messages; nothing else.',
      { path: rooms('channels') },
      {
        path: '^src/.+/',
        pathNot: rooms('channels', 'flow', 'engine', 'language', 'findings'),
      },
    ),
    forbid(
      'store-knows-no-room',
      'The store is at the bottom: the rest comes to it.',
      { path: rooms('store') },
      {
        path: '^src/.+/',
        pathNot: rooms('store', 'flow', 'engine', 'language', 'findings'),
      },
    ),
    forbid(
      'channels-apart',
      'One channel knows nothing of another.',
      { path: '^src/channels/([^/]+)/' },
      {
        path: '^src/channels/[^/]+/',
        pathNot: '^src/channels/$1/',
      },
    ),
    forbid(
      'channels-by-interface',
      'Everyone but app and cli knows channels by channel.ts alone.',
      { path: '^src/', pathNot: ['^src/(cli|channels|app)/', '^src/app\\.ts$'] },
      {
        path: '^src/channels/[^/]+/',
      },
    ),
    forbid(
      'programmes-read-flows-only',
      'programmes reads flows and locales from disk, and nothing else.',
      { path: rooms('programmes') },
      {
        path: '^src/.+/',
        pathNot: rooms('programmes', 'flow', 'language'),
      },
    ),
    forbid(
      'programmes-for-the-outermost',
      'Programs come from the store; only those that load them read the disk.',
      { path: '^src/', pathNot: ['^src/(programmes|cli|schedule|app)/', '^src/app\\.ts$'] },
      {
        path: rooms('programmes'),
      },
    ),
    forbid(
      'pictures-draw-findings-only',
      'pictures turns what findings drew into files, and asks nobody what to draw.',
      { path: rooms('pictures') },
      {
        path: '^src/.+/',
        pathNot: rooms('pictures', 'findings', 'language', 'flow'),
      },
    ),
    forbid(
      'pictures-for-those-who-show',
      'Only what is shown or sent to people has pictures.',
      { path: '^src/', pathNot: ['^src/(pictures|survey|outreach|web|cli|app)/', '^src/app\\.ts$'] },
      {
        path: rooms('pictures'),
      },
    ),
    forbid(
      'privacy-stays-low',
      'The vault serves everyone and asks nobody.',
      { path: rooms('privacy') },
      {
        path: '^src/.+/',
        pathNot: rooms('privacy', 'store', 'flow', 'engine', 'language'),
      },
    ),
    forbid(
      'work-below-meaning',
      'intake, delivery and schedule know turns and messages, not surveys or staff.',
      { path: rooms('intake', 'delivery', 'schedule') },
      {
        path: rooms('survey', 'outreach', 'feedback', 'staff', 'web', 'cli'),
      },
    ),
    forbid(
      'meaning-below-pages',
      'Rooms are shown by web and cli, and know neither.',
      { path: rooms('survey', 'outreach', 'feedback', 'staff') },
      {
        path: rooms('web', 'cli'),
      },
    ),
    forbid(
      'web-shows-what-was-published',
      'Pages, files and the API tell findings out of published.ts: exact counts and single answers are for staff, and for no address.',
      { path: rooms('web') },
      {
        path: [
          '^src/findings/(tally|publish)\\.ts$',
          '^src/survey/(tallies|read-round|staff-findings|export-answers|export-tallies|export-feedback)\\.ts$',
          '^src/store/(survey|feedback)\\.ts$',
        ],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid('web-beside-cli', 'Pages start no commands.', { path: rooms('web') }, { path: rooms('cli') }),
    forbid(
      'only-cli-starts-the-app',
      'app knows everyone; nobody but cli knows it.',
      { path: '^src/', pathNot: ['^src/(cli|app)/', '^src/app\\.ts$'] },
      {
        path: ['^src/app\\.ts$', '^src/app/'],
      },
    ),
    forbid(
      'shared-files-know-no-room',
      'limits, settings, logs and metrics are below every room.',
      { path: '^src/[^/]+\\.ts$', pathNot: '^src/app\\.ts$' },
      {
        path: '^src/.+/',
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
