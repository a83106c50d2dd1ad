// All tables, by name.
import h01 from './tables/h01_elements.mjs';
import h02 from './tables/h02_tokens.mjs';
import h03 from './tables/h03_content.mjs';
import h04 from './tables/h04_async.mjs';
import h05 from './tables/h05_handler_objects.mjs';
import h06 from './tables/h06_composition.mjs';
import h07 from './tables/h07_untouched.mjs';
import h08 from './tables/h08_chunks.mjs';
import h09 from './tables/h09_lifetimes.mjs';
import h10 from './tables/h10_validation.mjs';
import h11 from './tables/h11_end_tags.mjs';
import h12 from './tables/h12_errors.mjs';
import h13 from './tables/h13_responses.mjs';
import h14 from './tables/h14_streams.mjs';
import h15 from './tables/h15_whole_text.mjs';
import h17 from './tables/h17_positions.mjs';
import h18 from './tables/h18_match_counts.mjs';
import s1 from './tables/s1_selectors.mjs';
import s2 from './tables/s2_refused_selectors.mjs';
import s3 from './tables/s3_more_selectors.mjs';

export default { h01, h02, h03, h04, h05, h06, h07, h08, h09, h10, h11, h12, h13, h14, h15, h17, h18, s1, s2, s3 };
