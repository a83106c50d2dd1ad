#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "os/memfd.h"
#include "os/message_socket.h"

namespace inlay {
namespace {

TEST(SealedMemory, is_read_by_others_and_changed_by_nobody) {
  auto fd = sealed_memory("test", "some bytes");
  ASSERT_TRUE(fd);
  auto view = SealedView::map(fd->get(), 1_KiB);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->bytes(), "some bytes");
  EXPECT_LT(::write(fd->get(), "x", 1), 0);
  EXPECT_NE(::ftruncate(fd->get(), 0), 0);
  EXPECT_EQ(::mmap(nullptr, 10, PROT_READ | PROT_WRITE, MAP_SHARED, fd->get(), 0), MAP_FAILED);
}

TEST(SealedMemory, refuses_what_could_change_and_what_is_too_large) {
  Fd open(::memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  EXPECT_FALSE(SealedView::map(open.get(), 1_KiB));
  auto large = sealed_memory("large", std::string(1025, 'x'));
  ASSERT_TRUE(large);
  EXPECT_FALSE(SealedView::map(large->get(), 1_KiB));
  auto empty = sealed_memory("empty", "");
  ASSERT_TRUE(empty);
  EXPECT_EQ(SealedView::map(empty->get(), 1_KiB)->bytes(), "");
}

TEST(MessageSocket, messages_stay_whole_and_carry_a_descriptor) {
  auto pair = message_pair();
  ASSERT_TRUE(pair);
  auto& [here, there] = *pair;
  EXPECT_EQ(receive_message(there.get()).error().fault, Fault::timed_out);
  auto memory = sealed_memory("sent", "inside");
  ASSERT_TRUE(send_message(here.get(), "first"));
  ASSERT_TRUE(send_message(here.get(), "second", memory->get()));
  EXPECT_EQ(receive_message(there.get())->text, "first");
  auto second = receive_message(there.get());
  ASSERT_TRUE(second);
  EXPECT_EQ(second->text, "second");
  ASSERT_TRUE(second->fd);
  EXPECT_EQ(SealedView::map(second->fd.get(), 1_KiB)->bytes(), "inside");
  EXPECT_NE(::fcntl(second->fd.get(), F_GETFD) & FD_CLOEXEC, 0);
  here.reset();
  EXPECT_EQ(receive_message(there.get()).error().fault, Fault::closed);
  EXPECT_FALSE(send_message(there.get(), "to nobody"));
}

TEST(MessageSocket, a_named_one_takes_the_place_of_the_one_before) {
  std::string path = testing::TempDir() + "inlay-named-" + std::to_string(::getpid());
  auto first = message_listener(path);
  auto second = message_listener(path);
  ASSERT_TRUE(first && second);
  auto here = message_connect(path, 20);
  ASSERT_TRUE(here);
  EXPECT_EQ(message_accept(first->get()).error().fault, Fault::timed_out);
  auto there = message_accept(second->get());
  ASSERT_TRUE(there);
  EXPECT_EQ(receive_message(here->get()).error().fault, Fault::timed_out);  // after waiting for it
  ASSERT_TRUE(send_message(there->get(), "hello", second->get()));
  auto message = receive_message(here->get());
  ASSERT_TRUE(message);
  EXPECT_EQ(message->text, "hello");
  EXPECT_TRUE(message->fd);
  there->reset();
  EXPECT_EQ(receive_message(here->get()).error().fault, Fault::closed);
  ::unlink(path.c_str());
  EXPECT_EQ(message_connect(path, 20).error().fault, Fault::refused);
  EXPECT_EQ(message_listener(std::string(108, 'x')).error().fault, Fault::too_large);
}

}  // namespace
}  // namespace inlay
