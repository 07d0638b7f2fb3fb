## Three learning rates on x² from 4: each step multiplies x by 1 - 2·lr.
## Rates below 1 converge, some by jumping over the minimum; 1 swings for ever.
param x = 4

minimize x^2

train fast10 { optimizer: sgd(lr: 0.1), steps: 10 }
train fast68 { optimizer: sgd(lr: 0.1), steps: 68 }
train fast69 { optimizer: sgd(lr: 0.1), steps: 69 }
train fast100 { optimizer: sgd(lr: 0.1), steps: 100 }
train fast150 { optimizer: sgd(lr: 0.1), steps: 150 }
train fast1000 { optimizer: sgd(lr: 0.1), steps: 1000 }

test "x_10 at 0.1" after train fast10 { expect x ~= 0.4294967296 within 5e-11 }
test "0.1 is not there after 68 steps" after train fast68 { expect abs(x) >= 1e-6 }
test "0.1 needs 69 steps" after train fast69 { expect abs(x) < 1e-6 }
test "x_100 at 0.1" after train fast100 { expect x ~= 8.148e-10 within 5e-14 }
test "x_150 at 0.1" after train fast150 { expect x ~= 1.163e-14 within 5e-18 }
test "x_1000 at 0.1" after train fast1000 { expect x ~= 4.92e-97 within 5e-100 }

train slow10 { optimizer: sgd(lr: 0.01), steps: 10 }
train slow100 { optimizer: sgd(lr: 0.01), steps: 100 }
train slow150 { optimizer: sgd(lr: 0.01), steps: 150 }
train slow752 { optimizer: sgd(lr: 0.01), steps: 752 }
train slow753 { optimizer: sgd(lr: 0.01), steps: 753 }
train slow1000 { optimizer: sgd(lr: 0.01), steps: 1000 }

test "x_10 at 0.01" after train slow10 { expect x ~= 3.26829122755 within 5e-12 }
test "x_100 at 0.01" after train slow100 { expect x ~= 0.530478223579 within 5e-13 }
test "x_150 at 0.01" after train slow150 { expect x ~= 0.193184084974 within 5e-13 }
test "0.01 is not there after 752 steps" after train slow752 { expect abs(x) >= 1e-6 }
test "0.01 needs 753 steps" after train slow753 { expect abs(x) < 1e-6 }
test "x_1000 at 0.01" after train slow1000 { expect x ~= 6.732e-9 within 5e-13 }

train crawl10 { optimizer: sgd(lr: 0.001), steps: 10 }
train crawl100 { optimizer: sgd(lr: 0.001), steps: 100 }
train crawl150 { optimizer: sgd(lr: 0.001), steps: 150 }
train crawl1000 { optimizer: sgd(lr: 0.001), steps: 1000 }
train crawl7593 { optimizer: sgd(lr: 0.001), steps: 7593 }
train crawl7594 { optimizer: sgd(lr: 0.001), steps: 7594 }

test "x_10 at 0.001" after train crawl10 { expect x ~= 3.92071617341 within 5e-12 }
test "x_100 at 0.001" after train crawl100 { expect x ~= 3.27426721875 within 5e-12 }
test "x_150 at 0.001" after train crawl150 { expect x ~= 2.96238284746 within 5e-12 }
test "x_1000 at 0.001" after train crawl1000 { expect x ~= 0.540258089787 within 5e-13 }
test "0.001 is not there after 7593 steps" after train crawl7593 { expect abs(x) >= 1e-6 }
test "0.001 needs 7594 steps" after train crawl7594 { expect abs(x) < 1e-6 }

train half { optimizer: sgd(lr: 0.5), steps: 1 }
train jumping { optimizer: sgd(lr: 0.9), steps: 11 }
train swinging { optimizer: sgd(lr: 1), steps: 11 }
train diverging { optimizer: sgd(lr: 1.1), steps: 10 }

test "0.5 lands in one step" after train half { expect x ~= 0 }
test "0.9 converges from alternating sides" after train jumping { expect x ~= -4 * 0.8^11 }
test "1 swings between 4 and -4" after train swinging { expect x ~= -4 }
test "1.1 diverges" after train diverging { expect x ~= 4 * 1.2^10 }
