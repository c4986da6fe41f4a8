/**
 * The styles that hold for everything, before any component's own. The library's stand in a layer, so that ours win
 * whatever the order in which the bundler puts them.
 */
import '@mantine/core/styles.layer.css';
import './inter.css';
import './page.css';
