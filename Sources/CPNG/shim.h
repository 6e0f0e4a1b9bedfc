#pragma once

// libpng reports errors by not returning from a callback, which Swift cannot express (`setjmp` is unavailable there).
// So the decoding loop is C: the callbacks jump back into `cpng_decode`, never through a Swift frame.

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { CPNG_MESSAGE_SIZE = 128 };

typedef enum {
  CPNG_OK,
  CPNG_TRUNCATED,  // the bytes end before the image does
  CPNG_CORRUPT,    // libpng's complaint is in the message
} cpng_status;

typedef struct {
  const uint8_t *bytes;
  size_t remaining;
  cpng_status status;
  char *message;  // CPNG_MESSAGE_SIZE characters, owned by the caller
  jmp_buf failure;
} cpng_input;

static inline void cpng_fail(png_structp png, png_const_charp text) {
  cpng_input *input = png_get_error_ptr(png);
  if (input->status == CPNG_OK) input->status = CPNG_CORRUPT;
  snprintf(input->message, CPNG_MESSAGE_SIZE, "%s", text);
  longjmp(input->failure, 1);
}

static inline void cpng_ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static inline void cpng_take(png_structp png, png_bytep target, size_t count) {
  cpng_input *input = png_get_io_ptr(png);
  if (count > input->remaining) {
    input->status = CPNG_TRUNCATED;
    png_error(png, "the data ends too early");
  }
  memcpy(target, input->bytes, count);
  input->bytes += count;
  input->remaining -= count;
}

// 16-bit gray rows to RGB in place, from the end because a pixel grows from 2 to 3 bytes.
// Values above 255 are clipped, as in Pillow's conversion of its mode "I;16" to "RGB".
static inline void cpng_clip_gray16(uint8_t *row, size_t width) {
  for (size_t x = width; x-- > 0;) {
    uint8_t value = row[2 * x] != 0 ? 255 : row[2 * x + 1];
    memset(row + 3 * x, value, 3);
  }
}

static inline void cpng_read_pixels(png_structp png, png_infop info, uint8_t *pixels) {
  size_t width = png_get_image_width(png, info), height = png_get_image_height(png, info);
  int type = png_get_color_type(png, info);
  int is_gray16 = type == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png, info) == 16;
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (!is_gray16) {
    png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_16(png);
    png_set_gray_to_rgb(png);
    png_set_strip_alpha(png);
  }
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != width * (is_gray16 ? 2 : 3)) png_error(png, "unexpected row size");
  for (int pass = 0; pass < passes; pass++)
    for (size_t y = 0; y < height; y++) png_read_row(png, pixels + y * width * 3, NULL);
  png_read_end(png, NULL);
  if (is_gray16)
    for (size_t y = 0; y < height; y++) cpng_clip_gray16(pixels + y * width * 3, width);
}

// Reads the size, and the pixels too when `pixels` is not null. The function that calls `setjmp` has no local variable
// that changes after it: what changes lives in `input`, which belongs to the caller.
static inline void cpng_run(cpng_input *input, uint32_t *width, uint32_t *height, uint8_t *pixels) {
  png_infop info = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, input, cpng_fail, cpng_ignore_warning);
  if (png != NULL) info = png_create_info_struct(png);
  if (info == NULL) {
    input->status = CPNG_CORRUPT;
    snprintf(input->message, CPNG_MESSAGE_SIZE, "libpng has no memory or is another version than its header");
  } else if (setjmp(input->failure) == 0) {
    png_set_read_fn(png, input, cpng_take);
    png_set_user_limits(png, INT32_MAX, INT32_MAX);  // the caller has a limit of its own, with a better message
    png_read_info(png, info);
    if (pixels == NULL) {
      *width = png_get_image_width(png, info);
      *height = png_get_image_height(png, info);
    } else if (png_get_image_width(png, info) == *width && png_get_image_height(png, info) == *height) {
      cpng_read_pixels(png, info, pixels);
    } else {
      png_error(png, "the size is not the announced one");
    }
  }
  png_destroy_read_struct(&png, &info, NULL);
}

/// The size of a PNG in memory, from the chunks before its pixels.
static inline cpng_status cpng_header(
    const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, char *message) {
  cpng_input input = {.bytes = bytes, .remaining = count, .message = message};
  cpng_run(&input, width, height, NULL);
  return input.status;
}

/// Decodes a PNG in memory to `pixels` [height, width, 3]; the size must be the one that `cpng_header` gave.
/// Alpha and transparency are dropped, not composited; 16-bit colour keeps its high byte; gamma is ignored.
static inline cpng_status cpng_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *pixels, char *message) {
  cpng_input input = {.bytes = bytes, .remaining = count, .message = message};
  cpng_run(&input, &width, &height, pixels);
  return input.status;
}

/// An upper bound of the size in bytes of a `width` x `height` RGB image as PNG.
static inline size_t cpng_encoded_size_limit(uint32_t width, uint32_t height) {
  png_image image = {.width = width, .height = height, .format = PNG_FORMAT_RGB};
  return PNG_IMAGE_PNG_SIZE_MAX(image);
}
