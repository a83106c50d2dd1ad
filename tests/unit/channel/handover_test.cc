#include "channel/handover.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "channel_pair.h"
#include "os/memfd.h"
#include "os/message_socket.h"

namespace inlay::channel {
namespace {

TEST(Handover, a_channel_goes_over_a_socket) {
  auto sockets = message_pair();
  ASSERT_TRUE(sockets);
  auto& [here, there] = *sockets;
  EXPECT_EQ(receive_channel(there.get()).error().fault, Fault::timed_out);
  Workspace workspace;
  auto made = EdgeEnd::make({}, "site", workspace);
  ASSERT_TRUE(made);
  ASSERT_TRUE(send_channel(here.get(), made->cell));
  auto fds = receive_channel(there.get());
  ASSERT_TRUE(fds);
  auto cell = CellEnd::open(std::move(*fds), workspace);
  ASSERT_TRUE(cell);
  EXPECT_EQ(std::get<Hello>(*(*cell)->next()).site, "site");
  ASSERT_TRUE(send_message(here.get(), "c"));
  EXPECT_EQ(receive_channel(there.get()).error().fault, Fault::malformed);
  here.reset();
  EXPECT_EQ(receive_channel(there.get()).error().fault, Fault::closed);
  EXPECT_EQ(send_channel(there.get(), made->cell).error().fault, Fault::closed);
}

TEST(Handover, memory_that_is_no_channel_is_refused) {
  Workspace workspace;
  const auto opened = [&workspace](Fd memory) {
    auto bells = Doorbell::pair();
    return CellEnd::open({std::move(memory), bells->first.release()}, workspace);
  };
  // The first page of a sound one, in memory that is not.
  auto made = EdgeEnd::make({}, "site", workspace);
  std::string page(4096, '\0');
  ASSERT_EQ(::pread(made->cell.memory.get(), page.data(), page.size(), 0), 4096);
  const std::string rings(2 * ChannelLimits{}.ring_bytes, '\0');
  Fd open(::memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ASSERT_EQ(::write(open.get(), (page + rings).data(), page.size() + rings.size()),
            static_cast<ssize_t>(page.size() + rings.size()));
  EXPECT_EQ(opened(std::move(open)).error().fault, Fault::malformed) << "its size may change";
  page[5] = 1;  // rings of 256 bytes
  page[6] = page[7] = 0;
  auto tiny = sealed_memory("tiny", page + std::string(512, '\0'));
  EXPECT_EQ(opened(std::move(*tiny)).error().fault, Fault::malformed);
  auto small = sealed_memory("small", "x");
  EXPECT_FALSE(opened(std::move(*small)));
  auto zeros = sealed_memory("zeros", std::string(4096 + 2 * kRingBytesMin, '\0'));
  EXPECT_FALSE(opened(std::move(*zeros)));
  EXPECT_FALSE(opened(Fd()));
}

}  // namespace
}  // namespace inlay::channel
