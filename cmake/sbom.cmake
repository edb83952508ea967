# cmake -DNAME=... -DPARTS=... -DMUSTER_VERSION=... -DOUTPUT=... [-DMAP=... -DIMAGE=...]
#       -P sbom.cmake
#
# Writes the SPDX 2.3 document OUTPUT. With MAP, the linker's map of the program NAME, it lists what
# that program has been linked with. Without MAP it lists what the installed package NAME holds.
# PARTS: see MusterSbom.cmake. The document is the same whenever and wherever it is made: its date
# is SOURCE_DATE_EPOCH, or else 1970-01-01.

cmake_policy(VERSION 3.25)

# ---- what is linked -----------------------------------------------------------------------------

# read_map(OUTPUT): sets OUTPUT to the archives that have bytes in the program, from the map of GNU
# ld or of lld.
function(read_map output)
  set(${output} "")
  set(archives "")
  # GNU:  "  0xADDRESS  0xSIZE ARCHIVE(MEMBER)"
  # LLVM: "ADDRESS ADDRESS SIZE ALIGNMENT ARCHIVE(MEMBER):("
  # What has been dropped has address 0. With LLVM its debug information may still be listed.
  set(gnu "0x0*[1-9a-f][0-9a-f]* +0x0*[1-9a-f][0-9a-f]* (.*[.]a)[(][^()]*[)]$")
  set(llvm "^ *[1-9a-f][0-9a-f]* +[0-9a-f]+ +[1-9a-f][0-9a-f]* +[0-9]+ +(.*[.]a)[(][^()]*[)]:")
  # The note about a file's CPU stays when all of the file's code has been dropped, and with GNU keeps
  # its debug information. With GNU a long name has a line of its own before the one with the archive.
  set(no_code "[.](debug_|comment|note|muster_compiled_for)")
  set(name_alone "^ ${no_code}[a-z_]*$")
  set(debug ":[(]${no_code}")
  file(STRINGS ${MAP} lines REGEX "[.]a[(]|${name_alone}")
  set(before "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^ ${no_code}" OR before MATCHES "${name_alone}")
      # has no code
    elseif(line MATCHES "${gnu}")
      list(APPEND archives ${CMAKE_MATCH_1})
    elseif(NOT line MATCHES "${debug}" AND line MATCHES "${llvm}")
      list(APPEND archives ${CMAKE_MATCH_1})
    endif()
    set(before "${line}")
  endforeach()
  if(NOT archives)
    message(FATAL_ERROR "${MAP} names no archive that is in the program")
  endif()
  list(REMOVE_DUPLICATES archives)
  foreach(archive IN LISTS archives)
    cmake_path(NORMAL_PATH archive)
    list(APPEND ${output} ${archive})
  endforeach()
  set(${output} ${${output}} PARENT_SCOPE)
endfunction()

# part_of(OUTPUT ARCHIVE): sets OUTPUT to "name|version|licence". An archive that PARTS does not
# list is named by its file name.
function(part_of output archive)
  cmake_path(GET archive FILENAME name)
  set(${output} "${name}||" PARENT_SCOPE)
  file(STRINGS ${PARTS} lines)
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([^|]*)[|](.*)" line "${line}")
    if(CMAKE_MATCH_1 STREQUAL archive OR CMAKE_MATCH_1 STREQUAL name)
      set(${output} "${CMAKE_MATCH_2}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# find_parts(ARCHIVE...): sets parts to all parts that are not Muster's own. Without ARCHIVE, they
# are those in the package.
function(find_parts)
  set(archives ${ARGN})
  if(NOT archives)
    file(STRINGS ${PARTS} archives REGEX "^/")
    list(TRANSFORM archives REPLACE "[|].*" "")
  endif()
  set(parts "")
  foreach(archive IN LISTS archives)
    if(NOT archive MATCHES "/libmuster[^/]*$")
      part_of(part ${archive})
      list(APPEND parts "${part}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES parts)
  list(SORT parts)
  set(parts "${parts}" PARENT_SCOPE)
endfunction()

# ---- the document -------------------------------------------------------------------------------

# add_package(NAME VERSION LICENCE [CHECKSUM]): appends a package to packages and sets id.
function(add_package name version licence)
  string(REGEX REPLACE "[^A-Za-z0-9.-]" "-" id "SPDXRef-${name}")
  set(fields "\"SPDXID\": \"${id}\", \"name\": \"${name}\"")
  if(version)
    string(APPEND fields ", \"versionInfo\": \"${version}\"")
  endif()
  if(NOT licence)
    set(licence NOASSERTION)
  endif()
  string(APPEND fields ",\n     \"licenseDeclared\": \"${licence}\", "
                       "\"licenseConcluded\": \"NOASSERTION\", \"copyrightText\": \"NOASSERTION\",\n"
                       "     \"downloadLocation\": \"NOASSERTION\", \"filesAnalyzed\": false")
  if(ARGN)
    string(APPEND fields ",\n     \"checksums\": "
                         "[{\"algorithm\": \"SHA256\", \"checksumValue\": \"${ARGN}\"}]")
  endif()
  list(APPEND packages "    {${fields}}")
  set(packages "${packages}" PARENT_SCOPE)
  set(id ${id} PARENT_SCOPE)
endfunction()

# add_relation(FROM TYPE TO): appends a relation to relations.
function(add_relation from type to)
  list(APPEND relations "    {\"spdxElementId\": \"${from}\", \"relationshipType\": \"${type}\", \
\"relatedSpdxElement\": \"${to}\"}")
  set(relations "${relations}" PARENT_SCOPE)
endfunction()

# describe(): sets packages, relations and references, which are the licences that have no name in
# SPDX's list.
macro(describe)
  set(packages "")
  set(relations "")
  set(references "")
  if(MAP)
    file(SHA256 ${IMAGE} checksum)
    add_package("${NAME}" "" "" ${checksum})
    set(type STATIC_LINK)
    set(parts "Muster|${MUSTER_VERSION}|MIT;${parts}")
  else()
    add_package("${NAME}" "${MUSTER_VERSION}" MIT)
    set(type CONTAINS)
  endif()
  set(top ${id})
  add_relation(SPDXRef-DOCUMENT DESCRIBES ${top})
  foreach(part IN LISTS parts)
    string(REGEX MATCH "^([^|]*)[|]([^|]*)[|](.*)" part "${part}")
    set(part ${CMAKE_MATCH_1})
    set(licence "${CMAKE_MATCH_3}")
    add_package("${part}" "${CMAKE_MATCH_2}" "${licence}")
    add_relation(${top} ${type} ${id})
    if(licence MATCHES "LicenseRef-[a-z]+")
      list(APPEND references "    {\"licenseId\": \"${CMAKE_MATCH_0}\", \"extractedText\": \
\"The licences of single files of ${part}: its copyright file, share/doc/muster/copyright-${part}\"}")
    endif()
  endforeach()
endmacro()

# write_document(): writes OUTPUT. The document's namespace is made from its contents, so documents
# that differ have different names.
function(write_document)
  foreach(list packages relations references)
    list(JOIN ${list} ",\n" ${list})
  endforeach()
  if(NOT DEFINED ENV{SOURCE_DATE_EPOCH})
    set(ENV{SOURCE_DATE_EPOCH} 0)
  endif()
  string(TIMESTAMP created "%Y-%m-%dT%H:%M:%SZ" UTC) # the time in SOURCE_DATE_EPOCH
  string(UUID uuid NAMESPACE 6ba7b811-9dad-11d1-80b4-00c04fd430c8 TYPE SHA1
         NAME "${packages}${relations}${created}")
  file(WRITE ${OUTPUT} "{
  \"spdxVersion\": \"SPDX-2.3\",
  \"dataLicense\": \"CC0-1.0\",
  \"SPDXID\": \"SPDXRef-DOCUMENT\",
  \"name\": \"${NAME}\",
  \"documentNamespace\": \"https://spdx.org/spdxdocs/${NAME}-${uuid}\",
  \"creationInfo\": {\"created\": \"${created}\", \"creators\": [\"Tool: Muster-${MUSTER_VERSION}\"]},
  \"packages\": [\n${packages}\n  ],
  \"hasExtractedLicensingInfos\": [\n${references}\n  ],
  \"relationships\": [\n${relations}\n  ]\n}\n")
endfunction()

set(linked "")
if(MAP)
  read_map(linked)
endif()
find_parts(${linked})
describe()
write_document()
